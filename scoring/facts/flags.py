"""Experts' flags in words: what each is about, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from applications.facts import guide_of, table_of
from applications.models import Dossier, Evidence, Round, Ruling
from scoring.facts.blinding import Veil, members_by
from scoring.facts.material import neutral_name
from scoring.models import Flag

TONES = {"open": "warn", "upheld": "ok", "dismissed": "muted", "taken_back": "muted"}
LONGEST_CLAUSE = 40
About = Flag.About
#: (dossier, evidence key) → the file, and its number from 1.
Files = Mapping[tuple[int, str], tuple[Evidence, int]]


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag, ready to print; an expert is known by code alone."""

    pk: int
    key: str
    number: str
    applicant: str
    expert: str
    kind: str
    about: str
    reason: str
    raised_at: datetime
    state: str
    word: str
    tone: str
    answer: str
    answered_by: str
    ended_at: datetime | None
    clause: str
    ruling: str

    @property
    def is_open(self) -> bool:
        return self.state == Flag.State.OPEN


def places_of(
    round: Round, kind: str, files: Iterable[str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be flagged, in groups of (value, label); ``files`` are labelled.

    A value is what ``split`` takes apart again.
    """
    clauses = guide_of(round).kinds[kind].clauses
    return [
        ("整份申报", [(About.DOSSIER.value, "整份申报")]),
        (
            "指标",
            [
                (f"indicator:{each.code}", f"{each.code} {each.label}")
                for each in table_of(round).indicators
            ],
        ),
        (
            "条款",
            [(f"clause:{each.id}", clause_words(each.text)) for each in clauses],
        ),
        ("佐证", [(value, label) for value, label in files]),
    ]


def split(value: str) -> tuple[str, str]:
    """What kind of place, and which."""
    about, _, place = value.partition(":")
    return about, place


def file_choices(dossier: Dossier, *, is_blind: bool) -> list[tuple[str, str]]:
    """The evidence in place, by number alone where blind. 1 query."""
    files = Evidence.objects.in_place().filter(dossier=dossier).order_by("pk")
    return [
        (f"evidence:{each.key}", neutral_name(n) if is_blind else each.name)
        for n, each in enumerate(files, start=1)
    ]


def clause_words(text: str) -> str:
    squeezed = " ".join(text.split())
    cut = len(squeezed) > LONGEST_CLAUSE
    return f"{squeezed[:LONGEST_CLAUSE]}…" if cut else squeezed


def flag_counts(round: Round) -> dict[str, int]:
    """All that stand in the round, and those that wait. 1 query."""
    standing = Flag.objects.standing().filter(assignment__dossier__round=round)
    waits = Q(state=Flag.State.OPEN)
    return standing.aggregate(all=Count("pk"), open=Count("pk", filter=waits))


def flag_lines(
    flags: Iterable[Flag], round: Round, *, is_blind: bool = False
) -> list[FlagLine]:
    """Flags of one round; 2 queries, for the files and the rulings they name.

    ``is_blind`` strikes out what names the applicant, for experts' eyes; a third query.
    """
    flags = list(flags)
    filed = {each.assignment.dossier_id: each.assignment.dossier for each in flags}
    veils = _veils(filed.values()) if is_blind else {}
    dossiers = set(filed)
    files = _files(flags, dossiers)
    rulings = {
        (each.dossier_id, each.clause): each
        for each in Ruling.objects.filter(dossier__in=dossiers, withdrawn_at=None)
    }
    return [
        _line(each, round, files, rulings, veils.get(each.assignment.dossier_id))
        for each in flags
    ]


def _veils(dossiers: Iterable[Dossier]) -> dict[int, Veil]:
    filed = list(dossiers)
    members = members_by({each.enterprise_id for each in filed})
    return {each.pk: Veil(each, members[each.enterprise_id]) for each in filed}


def _files(flags: list[Flag], dossiers: set[int]) -> Files:
    """Only where one of the flags is about a file."""
    if not any(each.about == About.EVIDENCE for each in flags):
        return {}
    found: dict[tuple[int, str], tuple[Evidence, int]] = {}
    count: dict[int, int] = {}
    rows = Evidence.objects.in_place().filter(dossier__in=dossiers).order_by("pk")
    for each in rows:
        count[each.dossier_id] = count.get(each.dossier_id, 0) + 1
        found[each.dossier_id, each.key] = (each, count[each.dossier_id])
    return found


def _line(
    flag: Flag,
    round: Round,
    files: Files,
    rulings: Mapping[tuple[int, str], Ruling],
    veil: Veil | None,
) -> FlagLine:
    dossier = flag.assignment.dossier
    ruling = rulings.get((dossier.pk, flag.clause)) if flag.clause else None
    return FlagLine(
        pk=flag.pk,
        key=dossier.key,
        number=str(dossier.number),
        applicant="" if veil else dossier.enterprise.name,
        expert=flag.assignment.expert.code,
        kind=flag.get_kind_display(),
        about=_about(flag, round, files, veil is not None),
        reason=flag.reason,
        raised_at=flag.raised_at,
        state=flag.state,
        word=flag.get_state_display(),
        tone=TONES[flag.state],
        answer=veil.text(flag.answer) if veil else flag.answer,
        answered_by=flag.answered_by.name if flag.answered_by else "",
        ended_at=flag.ended_at,
        clause=flag.clause,
        ruling="" if ruling is None else _ruled(ruling),
    )


def _ruled(ruling: Ruling) -> str:
    return "已认定达到" if ruling.is_met else "已认定未达到"


def _about(flag: Flag, round: Round, files: Files, is_blind: bool) -> str:
    dossier = flag.assignment.dossier
    match flag.about:
        case About.INDICATOR:
            labels = {each.code: each.label for each in table_of(round).indicators}
            return f"指标 {flag.place} {labels.get(flag.place, '')}".strip()
        case About.CLAUSE:
            clauses = guide_of(round).kinds[dossier.kind].clauses
            texts = {each.id: clause_words(each.text) for each in clauses}
            return f"条款：{texts.get(flag.place, flag.place)}"
        case About.EVIDENCE:
            file, number = files.get((dossier.pk, flag.place), (None, 0))
            if file is None:
                return "佐证（已移除）"
            return neutral_name(number) if is_blind else f"佐证：{file.name}"
    return "整份申报"
