"""What of a dossier an upheld objection may open: its verdicts, sheets and seats."""

from dataclasses import dataclass

from applications.facts import VETO, Finding, findings_of, table_of
from applications.models import Dossier
from applications.presentation.handed_in import as_handed_in
from applications.presentation.nameable import nameable_in
from portal.guides import vetoes
from scoring.facts.second_round import points_that_count, sum_of
from scoring.models import ScoreSheet

#: How much of what is stated a choice repeats.
SHOWN = 40
OUTCOMES = {"met": "达到", "unmet": "未达到", "unknown": "未填报"}
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Seat:
    """One expert whose sheet counts, with every mark on it."""

    pk: int
    code: str
    total: str
    marks: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Openings:
    """Everything that may be named, as choices; ``facts`` by section."""

    facts: tuple[tuple[str, tuple[Choice, ...]], ...]
    clauses: tuple[Choice, ...]
    vetoes: tuple[Choice, ...]
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with a dossier; ``codes`` are of ``assignment``, or the
    units of the form whose facts are wrong."""

    kind: str
    target: str = ""
    assignment: int | None = None
    codes: tuple[str, ...] = ()


def openings_of(dossier: Dossier) -> Openings:
    """Four queries: files, rulings, decided vetoes, sheets."""
    if dossier.is_recalled:
        as_handed_in(dossier)
    findings = findings_of(dossier)
    decided = {e.clause.id.removeprefix(VETO): e for e in findings if _is_veto(e)}
    clauses = tuple(
        (each.clause.id, f"{each.clause.text}（{OUTCOMES[each.outcome.value]}）")
        for each in findings
        if not _is_veto(each)
    )
    items = tuple(
        (each.id, f"{each.label}（{_decided(decided.get(each.id))}）")
        for each in vetoes.items()
    )
    return Openings(_facts(dossier), clauses, items, tuple(_seats(dossier)))


def _facts(dossier: Dossier) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    found: dict[str, list[Choice]] = {}
    for each in nameable_in(dossier):
        text = each.stated if len(each.stated) <= SHOWN else f"{each.stated[:SHOWN]}…"
        label = f"{each.label}（{text or '未填报'}）" if each.unit else each.label
        found.setdefault(f"{each.number}、{each.title}", []).append((each.id, label))
    return tuple((title, tuple(choices)) for title, choices in found.items())


def _is_veto(finding: Finding) -> bool:
    return finding.clause.id.startswith(VETO)


def _decided(finding: Finding | None) -> str:
    if finding is None:
        return "没有认定"
    return "已否决" if finding.fails else "不予否决"


def _seats(dossier: Dossier) -> list[Seat]:
    sheets = ScoreSheet.objects.counting().filter(assignment__dossier=dossier)
    related = ("assignment__expert", "assignment__second_sheet")
    leaves = table_of(dossier.round).indicators
    return [
        Seat(
            pk=sheet.assignment_id,
            code=sheet.assignment.expert.code,
            total=f"{sum_of(sheet)} 分",
            marks=tuple(
                (leaf.code, f"{leaf.code} {leaf.label}：{points[leaf.code]} 分")
                for points in [points_that_count(sheet)]
                for leaf in leaves
                if leaf.code in points
            ),
        )
        for sheet in sheets.select_related(*related).order_by("pk")
    ]
