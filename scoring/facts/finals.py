"""The ranking of a kind: of its documents, by both parts once a defence has ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from applications.facts import defence_of
from applications.models import Round
from portal import rules
from portal.rules.defence import Absence, DefenceRules
from portal.rules.totals import Parts, final_ranking, mean_of
from scoring.facts.lines import Line, document_lines_of
from scoring.models import Assignment, Defence, DefenceCall, DefenceSheet

NOT_CALLED, ABSENT = "未参加现场答辩", "缺席现场答辩"


@dataclass(frozen=True, slots=True)
class Defended:
    """What came of one defence; ``mark`` None where no sheet was handed in."""

    is_absent: bool
    mark: Decimal | None
    sheets: int


def lines_of(
    round: Round, kind: str, sheets: Sequence[rules.Sheet] | None = None
) -> tuple[Line, ...]:
    """The ranking as it stands now. Queries as ``document_lines_of``, three more where
    the round has a defence, one while it is not ended."""
    lines = document_lines_of(round, kind, sheets)
    defence = defence_of(round)
    if defence is None or not has_ended(round, kind):
        return lines
    return _finals(lines, defence, defended_in(round, kind))


def has_ended(round: Round, kind: str) -> bool:
    ended = DefenceCall.objects.filter(round=round, kind=kind, ended_at__isnull=False)
    return ended.exists()


def is_undefended(round: Round, kind: str, lines: Sequence[Line]) -> bool:
    """Whether a defence is still to be held before this ranking is the final one."""
    if not round.defence or not any(line.place for line in lines):
        return False
    return not has_ended(round, kind)


def defended_in(round: Round, kind: str) -> dict[str, Defended]:
    """By number, of each that was called. Two queries."""
    mine = Defence.objects.filter(dossier__round=round, call__kind=kind)
    marks: dict[int, list[Decimal]] = {}
    sheets = DefenceSheet.objects.filter(
        defence__in=mine,
        state=DefenceSheet.State.HANDED_IN,
        assignment__state__in=Assignment.DEFENDING,
    )
    for pk, total in sheets.order_by("pk").values_list("defence_id", "total"):
        marks.setdefault(pk, []).append(Decimal(total).scaleb(-2))
    rows = mine.values_list("pk", "dossier__number", "absent_at")
    return {
        str(number): Defended(
            absent_at is not None,
            mean_of(marks[pk]) if pk in marks else None,
            len(marks.get(pk, ())),
        )
        for pk, number, absent_at in rows
    }


def _finals(
    lines: Sequence[Line], defence: DefenceRules, found: Mapping[str, Defended]
) -> tuple[Line, ...]:
    """Placed by both parts, without a sheet, and who is outside by number."""
    parts: dict[str, Parts] = {}
    outside: dict[str, str] = {}
    for line in lines:
        if line.place is None and line.is_eligible:
            continue
        said = found.get(line.number)
        if line.place is None or line.mark is None or said is None:
            outside[line.number] = NOT_CALLED if line.is_eligible else ""
        elif said.is_absent and defence.absence is Absence.OUT:
            outside[line.number] = ABSENT
        else:
            mark = _mark(said, line.mark)
            parts[line.number] = Parts(line.mark, mark, defence.weight)
    by_number = {line.number: line for line in lines}
    ranking = final_ranking(parts, outside)
    listed = [
        _final(by_number[each.dossier], each, parts.get(each.dossier), outside)
        for each in ranking
    ]
    bare = [line for line in lines if line.place is None and line.is_eligible]
    return (*listed[: len(parts)], *bare, *listed[len(parts) :])


def _mark(said: Defended, document: Decimal) -> Decimal:
    """Absent: nothing; where every expert stood back: as the documents were marked."""
    if said.is_absent:
        return Decimal("0.00")
    return document if said.mark is None else said.mark


def _final(
    line: Line,
    standing: rules.Standing,
    parts: Parts | None,
    outside: Mapping[str, str],
) -> Line:
    return replace(
        line,
        place=standing.place,
        mark=standing.mark,
        groups={**line.groups, **standing.groups},
        document=line.mark,
        defence=parts.defence if parts else None,
        outside=outside.get(line.number, ""),
    )
