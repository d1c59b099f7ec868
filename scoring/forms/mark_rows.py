"""The lines of a score sheet: headings with sums, indicators with their controls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from applications.presentation import TableRow, rows_of
from portal import rules
from portal.kept import once_for_each
from portal.rules.anchors import Anchors
from scoring.facts.material import Place
from scoring.facts.objective import Objective, Objectives
from scoring.facts.reasons import NO_LIMITS, Limits, is_unexplained, limits_of
from scoring.forms.devices import comment_name, points_name
from scoring.forms.sheets import SheetForm


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One line of the sheet: a heading with its sum, or an indicator's controls.

    ``other`` is what the sheet holds where what was typed cannot be; ``clash`` and
    ``comment_clash`` say what another device saved where that is in question.
    ``limits`` are those beyond which a comment is due, and ``is_due`` says that one
    is, and is missing. ``anchors`` is the round's guidance.
    """

    row: TableRow
    sum: Decimal | None = None
    done: int = 0
    count: int = 0
    points: str = ""
    comment: str = ""
    problem: str = ""
    comment_problem: str = ""
    other: str = ""
    clash: str = ""
    comment_clash: str = ""
    step: str = ""
    place: Place | None = None
    limits: Limits = NO_LIMITS
    is_due: bool = False
    anchors: Anchors = ()
    objective: Objective | None = None


def mark_rows(
    form: SheetForm,
    places: Mapping[str, Place] | None = None,
    objectives: Objectives | None = None,
) -> Iterator[MarkRow]:
    """In the table's order; ``places`` says where the dossier speaks of each,
    ``objectives`` what published bands give."""
    for row, indicator, below in _outline(form.table):
        if indicator is not None:
            place = (places or {}).get(row.code)
            band = (objectives or {}).get(row.code)
            yield _indicator(form, row, indicator, place, band)
        else:
            yield _heading(form, row, below)


@once_for_each
def _outline(
    table: rules.IndicatorTable,
) -> list[tuple[TableRow, rules.Indicator | None, list[str]]]:
    """Each line with its indicator, or with the codes of those below a heading."""
    indicators = {each.code: each for each in table.indicators}
    return [
        (row, indicators.get(row.code), [] if row.code else _below(table, row))
        for row in rows_of(table)
    ]


def _below(table: rules.IndicatorTable, row: TableRow) -> list[str]:
    return [
        each.code
        for each in table.indicators
        if each.group == row.group and each.path[row.level - 1] == row.label
    ]


def _indicator(
    form: SheetForm,
    row: TableRow,
    indicator: rules.Indicator,
    place: Place | None,
    objective: Objective | None,
) -> MarkRow:
    points, comment = points_name(row.code), comment_name(row.code)
    mark, said = form.values[points], form.values[comment]
    return MarkRow(
        row,
        points=form.shown(points),
        comment=form.shown(comment),
        problem=_short(form.problems.get(points, "")),
        comment_problem=_short(form.problems.get(comment, "")),
        other=form.held[points] if points in form.problems else "",
        clash=_clash(form, points, "{} 分", "没有打分"),
        comment_clash=_clash(form, comment, "{}", "没有评语"),
        step=str(indicator.step),
        place=place,
        objective=objective,
        limits=limits_of(indicator, form.review),
        is_due=is_unexplained(indicator, mark, said, form.review, objective),
        anchors=form.anchors.get(row.code, ()),
    )


def _clash(form: SheetForm, name: str, words: str, blank: str) -> str:
    """What another device saved, where that is in question."""
    if name not in form.clashes:
        return ""
    return words.format(form.held[name]) if form.held[name] else blank


def _heading(form: SheetForm, row: TableRow, below: list[str]) -> MarkRow:
    given = [form.points[code] for code in below if code in form.points]
    total = sum(map(Decimal, given), Decimal(0))
    return MarkRow(row, sum=total, done=len(given), count=len(below))


def _short(problem: str) -> str:
    """A problem where it is plain of which control it speaks."""
    return problem.partition("：")[2]
