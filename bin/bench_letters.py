"""Letters: the warmed press against a naive loop over the same letters, in one run.

    .venv/bin/python bin/bench_letters.py [--letters 24] [--rounds 5] [--many 500]

Takes the letters of the rounds that are decided in the database (``manage.py demo``
makes some). Each way works in a process of its own; they take turns, round by round,
and what counts is their own CPU time:

naive   HTML(page).write_pdf() for each letter, as one writes it first: the style sheet
        in the page, tables left to lay themselves out, the fonts as they were fetched
sheet   the same loop with the letters' own style sheet (tables of fixed layout)
press   the worker's way: scoring.exports.press, warmed

Then the press prints ``--many`` letters, and its memory is taken on the way.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

from django.contrib.staticfiles import finders  # noqa: E402
from django.utils import timezone  # noqa: E402

from applications.models import Round  # noqa: E402
from scoring.exports import letter_content, press  # noqa: E402
from scoring.exports.letter_cases import cases_of  # noqa: E402
from scoring.exports.letter_pdf import letter_html, letter_pdf  # noqa: E402

WAYS = ("naive", "sheet", "press")
TARGET, LARGEST, GROWTH = 1.8, 200, 20  # times, KB, MiB


def contents(count: int) -> list[dict[str, Any]]:
    """Opinions and results by turns, as they would be written now; none is stored."""
    found: list[dict[str, Any]] = []
    now = timezone.now()
    for round in Round.objects.all():
        for case in cases_of(round):
            for compose in (letter_content.opinion, letter_content.result):
                content = letter_content.tidy(compose(case, now))
                found.append({**content, "number": f"示例{len(found) + 1:03}号"})
            if len(found) >= count:
                return found
    return found


def naive(content: dict[str, Any], sheet: str) -> bytes:
    page = letter_html(content).replace("</head>", f"<style>{sheet}</style></head>")
    pdf: bytes = press.HTML(string=page).write_pdf()
    return pdf


def work(way: str, letters: list[dict[str, Any]]) -> None:
    """A child: prints all letters once for each line that it is sent."""
    sheet = Path(finders.find("css/letter.css")).read_text("utf-8")
    if way == "naive":
        sheet = sheet.replace("table-layout: fixed;", "")
    if way == "press":
        press.warm_up()
    make = letter_pdf if way == "press" else lambda content: naive(content, sheet)
    make(letters[0])
    for _ in sys.stdin:
        start = time.process_time()
        sizes = [len(make(content)) for content in letters]
        spent = (time.process_time() - start) / len(letters)
        print(json.dumps([spent, max(sizes), memory()]), flush=True)  # noqa: T201


def memory() -> float:
    """Resident MiB of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Child:
    def __init__(self, way: str, count: int) -> None:
        command = [sys.executable, __file__, "--child", way, "--letters", str(count)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def turn(self) -> tuple[float, int, float]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        spent, largest, resident = json.loads(self.process.stdout.readline())
        return spent, largest, resident

    def end(self) -> None:
        self.process.communicate()


def measure(count: int, rounds: int, many: int) -> dict[str, Any]:
    children = {way: Child(way, count) for way in WAYS}
    turns: dict[str, list[tuple[float, int, float]]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, child in children.items():
            turns[way].append(child.turn())
    spent = {way: median(each[0] for each in turns[way]) for way in WAYS}
    resident = [each[2] for each in turns["press"]]
    while len(resident) * count < many:
        resident.append(children["press"].turn()[2])
    for child in children.values():
        child.end()
    first = resident[min(len(resident) - 1, 100 // count)]
    return {
        "letters": count,
        "ms": {way: round(1000 * seconds, 1) for way, seconds in spent.items()},
        "ratio": round(spent["naive"] / spent["press"], 2),
        "ratio_same_sheet": round(spent["sheet"] / spent["press"], 2),
        "largest_kb": round(max(each[1] for each in turns["press"]) / 1000, 1),
        "largest_kb_naive": round(max(each[1] for each in turns["naive"]) / 1000, 1),
        "printed": len(resident) * count,
        "growth_mib": round(resident[-1] - first, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=int, default=500)
    parser.add_argument("--child", choices=WAYS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    letters = contents(asked.letters)
    if not letters:
        print("没有已复核的名单，先运行 manage.py demo。", file=sys.stderr)  # noqa: T201
        return 1
    if asked.child:
        work(asked.child, letters)
        return 0
    found = measure(len(letters), asked.rounds, asked.many)
    print(json.dumps(found, ensure_ascii=False))  # noqa: T201
    held = (
        found["ratio"] >= TARGET
        and found["largest_kb"] <= LARGEST
        and found["growth_mib"] <= GROWTH
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
