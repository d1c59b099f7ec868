"""The tables of a letter as plain data: clauses, marks, the experts' words."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from applications.facts import Finding, facts_of, table_of
from applications.models import Dossier, Round
from applications.presentation import FindingLine, finding_lines
from applications.presentation.tables import PROVENANCE
from portal import guides, rules
from portal.templatetags.portal import beijing
from scoring.facts import provenance_in_words, table_title
from scoring.facts.objective import CONFIRMED, CONTESTED, WORDS, answer_to
from scoring.facts.second_round import points_that_count, second_of
from scoring.models import ScoreSheet

Data = dict[str, Any]

ANONYMOUS = "评审专家"


def clauses(dossier: Dossier, findings: Iterable[Finding]) -> list[Data]:
    """Every clause as issued, what was stated, and what it comes to."""
    lines = finding_lines(findings, facts_of(dossier))
    return [
        {
            "number": number,
            "text": line.clause.text,
            "source": line.clause.source,
            "wording": line.wording,
            "outcome": line.word,
            "fails": line.fails,
            "veto": line.is_veto,
            "words": [*line.gaps, *line.stated],
            "ruling": _ruling(line),
        }
        for number, line in enumerate(lines, start=1)
    ]


def _ruling(line: FindingLine) -> Data | None:
    """Both values: what the figures come to, and what an official found."""
    if line.ruling is None:
        return None
    return {
        "computed": line.computed_word,
        "found": line.word,
        "day": day(line.ruling.at),
        "reason": line.ruling.reason,
    }


def marks(round: Round, sheets: Iterable[ScoreSheet]) -> Data:
    """Marks by first and second level: the mean over all sheets, as group marks are.

    ``banded``: what stated figures came to by published bands, indicator by indicator.
    """
    table, sheets = table_of(round), list(sheets)
    points = [
        {code: Decimal(mark) for code, mark in points_that_count(sheet).items()}
        for sheet in sheets
    ]
    rows = list(_mark_rows(table, points))
    return {
        "title": table_title(table),
        "source": _source(table),
        "note": table.note,
        "provenance": provenance_in_words(table),
        "rows": rows,
        "banded": list(_banded(table, sheets)),
    }


def _banded(
    table: rules.IndicatorTable, sheets: Iterable[ScoreSheet]
) -> Iterator[Data]:
    """As the experts had it before them; how many contested, never who."""
    for each in table.indicators:
        kept = [s for s in sheets if each.code in s.objective]
        if not kept:
            continue
        last = kept[-1].objective[each.code]
        contested = sum(_contests(sheet, each.code) for sheet in kept)
        yield {
            "label": each.label,
            "figure": last["figure"],
            "band": last["band"],
            "points": last["computed"],
            "words": WORDS[CONFIRMED]
            + (f"；{contested} 位专家有异议，另行给分" if contested else ""),
        }


def _contests(sheet: ScoreSheet, code: str) -> bool:
    """By the mark that counts: the second round's, where there was one."""
    computed = sheet.objective[code]["computed"]
    return answer_to(computed, points_that_count(sheet)[code]) == CONTESTED


def _source(table: rules.IndicatorTable) -> str:
    """The heading under which it stands, with the guide's own name."""
    if table.id not in guides.on_file():
        return table.source
    return f"《{guides.load(table.id).title}》{table.source}"


def _mark_rows(
    table: rules.IndicatorTable, sheets: list[dict[str, Decimal]]
) -> Iterator[Data]:
    stated = {each.path: each for each in (*table.headings, *table.indicators)}
    levels = (i.path[:depth] for i in table.indicators for depth in (1, 2))
    for path in dict.fromkeys(levels):
        below = [i for i in table.indicators if i.path[: len(path)] == path]
        weight = sum((i.weight or Decimal(0) for i in below), Decimal(0))
        total = sum((sheet[i.code] for sheet in sheets for i in below), Decimal(0))
        mark = rounded(total / len(sheets), "0.01") if sheets else None
        provenance = stated[path].provenance if path in stated else None
        yield {
            "level": len(path),
            "label": path[-1],
            "weight": rules.plain(weight),
            "mark": "" if mark is None else str(mark),
            "rate": _rate(mark, weight),
            "provenance": PROVENANCE.get(provenance or "", ("",))[0],
        }


def _rate(mark: Decimal | None, weight: Decimal) -> str:
    return (
        "" if mark is None or not weight else str(rounded(100 * mark / weight, "0.1"))
    )


def rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), ROUND_HALF_UP)


def comments(round: Round, sheets: Iterable[ScoreSheet]) -> Data:
    """The experts' words merged: by indicator, each group sorted by its text.

    Sorted so that the order says nothing about who wrote what; names, codes and
    employers of the panel are taken out. Why a mark was changed in the second round
    stands among them.
    """
    sheets = list(sheets)
    reasons = [second.reasons for each in sheets if (second := second_of(each))]
    experts = [sheet.assignment.expert for sheet in sheets]
    told = {word for e in experts for word in (e.user.name, e.code, e.employer)}
    hidden = sorted(told - {""}, key=len, reverse=True)
    remarks = {plain_words(sheet.remark, hidden) for sheet in sheets}
    found = []
    for indicator in table_of(round).indicators:
        said = {
            plain_words(str(words.get(indicator.code, "")), hidden)
            for words in (*(sheet.comments for sheet in sheets), *reasons)
        }
        if words := sorted(said - {""}):
            found.append({"label": indicator.label, "words": words})
    return {"remarks": sorted(remarks - {""}), "indicators": found}


def plain_words(text: str, hidden: Iterable[str] = ()) -> str:
    """One paragraph of text in which nobody is named."""
    for name in hidden:
        text = text.replace(name, ANONYMOUS)
    return " ".join(text.split())


def day(value: Any) -> str:
    """2026年11月20日, as letters are dated."""
    return str(beijing(value, "day")).partition("（")[0]
