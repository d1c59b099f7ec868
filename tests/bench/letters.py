"""Our press against a plain loop over the same letters, turn by turn, in one run."""

import gc
import os
import statistics
import time
from collections.abc import Callable

import weasyprint
from django.conf import settings
from django.utils import timezone

from applications.models import Round
from portal.models import User
from portal.press.paper import pdf_of, warm_up
from scoring.actions.letters import write_letters
from scoring.exports.letter_pdf import letter_html
from scoring.models import Letter

TURNS, SAMPLE, MANY = 3, 12, 500


def rows() -> list[tuple[str, str, str]]:
    pages = [letter_html(content) for content in _contents()]
    ours, first, same = _raced(pages[:SAMPLE])
    grown, largest = _memory(pages)
    return [
        (
            "letters: naive loop, tables laid out automatically, CPU to ours",
            f"{first / ours:.2f} ({first * 1000:.0f}; ours {ours * 1000:.0f} ms each)",
            "1.8 or more",
        ),
        (
            "letters: naive loop, the same pages and sheet, the fonts as installed",
            f"{same / ours:.2f} ({same * 1000:.0f} ms a letter)",
            "1.8 or more",
        ),
        (
            f"letters: growth of memory from letter 100 to letter {MANY}",
            f"{grown:.1f} MiB",
            "flat (20 MiB or less)",
        ),
        ("letters: the largest PDF", f"{largest / 1000:.0f} KB", "200 KB or less"),
    ]


def _contents() -> list[dict]:
    """The letters of the demo's published round, opinions and results."""
    round = Round.objects.filter(status=Round.Status.PUBLISHED).earliest("pk")
    by = User.objects.filter(role=User.Role.OFFICIAL, province=round.province)[0]
    write_letters(round=round, kinds=["opinion", "result"], by=by, at=timezone.now())
    return list(Letter.objects.order_by("kind", "pk").values_list("content", flat=True))


def _sheet() -> str:
    return (settings.BASE_DIR / "static/css/letter.css").read_text(encoding="utf-8")


def _first(page: str) -> bytes:
    """What one writes first: all anew for each letter, tables lay themselves out."""
    return _naive(page, _sheet().replace("table-layout: fixed;", ""))


def _same(page: str) -> bytes:
    return _naive(page, _sheet())


def _naive(page: str, style: str) -> bytes:
    os.environ["FONTCONFIG_FILE"] = str(settings.ASSETS_DIR / "fonts.conf")
    head, tail = page.split("</head>", 1)
    whole = f"{head}<style>{style}</style></head>{tail}"
    pdf: bytes = weasyprint.HTML(string=whole).write_pdf()
    return pdf


def _raced(pages: list[str]) -> list[float]:
    """Median CPU seconds a letter: ours, the naive loop's, the same with our sheet."""
    warm_up()
    times: dict[Callable[[str], bytes], list[float]] = {
        way: [] for way in (pdf_of, _first, _same)
    }
    for _ in range(TURNS):
        for page in pages:
            for printed, taken in times.items():
                begun = time.process_time()
                printed(page)
                taken.append(time.process_time() - begun)
    return [statistics.median(taken) for taken in times.values()]


def _memory(pages: list[str]) -> tuple[float, int]:
    """MiB gained between letter 100 and the last, and the largest PDF in bytes."""
    largest, early = 0, 0.0
    for number in range(1, MANY + 1):
        largest = max(largest, len(pdf_of(pages[number % len(pages)])))
        if number == 100:
            gc.collect()
            early = _resident()
    gc.collect()
    return _resident() - early, largest


def _resident() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
