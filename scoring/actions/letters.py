"""Writing letters down and sending them out; ``printing`` puts them on paper."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from applications.models import Dossier, Round, Step
from portal import guides
from portal.audit import record
from portal.models import User
from scoring.exports import letter_content
from scoring.exports.letter_cases import Case, cases_of
from scoring.exports.letter_check import LetterError, check
from scoring.models import Letter, Shortlist
from scoring.models.letter import LetterQuerySet

Kind = Letter.Kind

#: What stands for a kind in a letter's number, and how its content is composed.
SIGNS = {Kind.OPINION: "评意", Kind.RESULT: "评结", Kind.CORRECTION: "补正"}
COMPOSED = {Kind.OPINION: letter_content.opinion, Kind.RESULT: letter_content.result}


class NotReturned(Exception):
    """The dossier is not out for correction, or the step is another's."""


@dataclass
class Written:
    """What a run wrote, and what it could not write, in Chinese."""

    letters: list[Letter] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def write_letters(
    *, round: Round, kinds: Iterable[str], by: User, at: datetime
) -> Written:
    """Write what is missing for the round's approved and published lists.

    Run twice, it writes nothing twice. Composed outside the transaction, which then
    only numbers and inserts, by lists that still stand.
    """
    wanted = [kind for kind in COMPOSED if kind in set(kinds)]
    written = Written()
    drafts = list(_drafts(round, wanted, written.problems, at))
    with transaction.atomic():
        _hold(round)
        there, standing = _already(round), _standing(round)
        for case, kind, content in drafts:
            if case.shortlist.pk in standing and (case.dossier.pk, kind) not in there:
                letter = _write(case.dossier, kind, content, by, at)
                written.letters.append(letter)
    return written


def _already(round: Round) -> set[tuple[int, str]]:
    letters = Letter.objects.standing().filter(dossier__round=round)
    return set(letters.values_list("dossier_id", "kind"))


def _standing(round: Round) -> set[int]:
    """Lists that nobody withdrew while their letters were being composed."""
    decided = Shortlist.objects.filter(round=round, state__in=Shortlist.DECIDED)
    return set(decided.values_list("pk", flat=True))


def _drafts(
    round: Round, kinds: list[Kind], problems: list[str], at: datetime
) -> Iterator[tuple[Case, Kind, dict[str, Any]]]:
    there = _already(round)
    for case in cases_of(round):
        missing = [kind for kind in kinds if (case.dossier.pk, kind) not in there]
        if missing and not case.is_as_frozen:
            problems.append(f"{case.dossier.number}：条款结论与冻结的名单不一致。")
            continue
        for kind in missing:
            content = letter_content.tidy(COMPOSED[kind](case, at))
            try:
                check(content)
            except LetterError as error:
                problems.append(f"{case.dossier.number}：{error}")
            else:
                yield case, kind, content


@transaction.atomic
def write_correction(*, dossier: Dossier, step: Step, by: User, at: datetime) -> Letter:
    """The letter about a return for correction, once a return.

    Raises NotReturned, or LetterError where it cannot be put on paper.
    """
    _hold(dossier.round)
    dossier = Dossier.objects.select_related("round", "enterprise").get(pk=dossier.pk)
    if dossier.status != Dossier.Status.RETURNED or step.dossier_id != dossier.pk:
        raise NotReturned
    written = Letter.objects.filter(dossier=dossier, kind=Kind.CORRECTION)
    if found := written.filter(content__step=step.pk).first():
        return found
    content = letter_content.tidy(letter_content.correction(dossier, step, at))
    check(content)
    return _write(dossier, Kind.CORRECTION, content, by, at)


def last_return(dossier: Dossier) -> Step | None:
    """The step that sent the dossier back, while it is out for correction."""
    if dossier.status != Dossier.Status.RETURNED:
        return None
    steps = dossier.steps.filter(action="return").select_related("by")
    return steps.order_by("pk").last()


def uncorrected(round: Round) -> list[Dossier]:
    """Dossiers out for correction whose return has no letter yet. 2 queries."""
    returned = Q(steps__action="return")
    out = Dossier.objects.filter(round=round, status=Dossier.Status.RETURNED)
    rows = out.for_list().annotate(step=Max("steps__pk", filter=returned))
    told = Letter.objects.filter(dossier__round=round, kind=Kind.CORRECTION)
    steps = set(told.values_list("content__step", flat=True))
    return [dossier for dossier in rows if dossier.step not in steps]


def _hold(round: Round) -> None:
    """One numbers letters of a province and year at a time."""
    alike = Round.objects.filter(province=round.province, year=round.year)
    list(alike.select_for_update().values_list("pk", flat=True))


def _write(
    dossier: Dossier, kind: Kind, content: dict[str, Any], by: User, at: datetime
) -> Letter:
    number = _next_number(dossier.round, kind)
    void = _void(dossier, kind)
    letter = Letter.objects.create(
        dossier=dossier,
        kind=kind,
        number=number,
        content={**content, "number": number, "replaces": void.number if void else ""},
        written_by=by,
        written_at=at,
    )
    if void is not None:
        Letter.objects.filter(pk=void.pk).update(replaced_by=letter)
    record(by=by, action="letter.written", subject=letter, kind=str(kind))
    return letter


def _void(dossier: Dossier, kind: Kind) -> Letter | None:
    """The last one that is void and that nothing stands for yet; not a correction."""
    rows = Letter.objects.filter(dossier=dossier, kind=kind, replaced_by=None)
    return rows.exclude(voided_at=None).defer("content").order_by("-pk").first()


def _next_number(round: Round, kind: Kind) -> str:
    """吉〔2026〕评意001号: runs through a province's year, a kind by itself."""
    guide = guides.load(round.province)
    province = guide.short_name or guide.province
    head = f"{province}〔{round.year}〕{SIGNS[kind]}"
    taken = Letter.objects.filter(kind=kind, number__startswith=head)
    last = taken.order_by("-pk").values_list("number", flat=True).first()
    count = int(last.removeprefix(head).removesuffix("号")) if last else 0
    return f"{head}{count + 1:03}号"


def issue_letters(*, round: Round, by: User, at: datetime) -> int:
    """Let the enterprises see their printed letters; how many were sent out now.

    Opinions and results wait until their list is published.
    """
    sent = 0
    for letter in issuable(round).select_related("dossier"):
        sent += _issue(letter, by, at)
    return sent


def issuable(round: Round) -> LetterQuerySet:
    """Printed, not sent out, and no longer before its time."""
    waiting = Letter.objects.standing().printed()
    waiting = waiting.filter(dossier__round=round, issued_at=None)
    published = Shortlist.objects.filter(round=round).published().values("kind")
    may_go = Q(kind=Kind.CORRECTION) | Q(dossier__kind__in=published)
    return waiting.filter(may_go).defer("content")


@transaction.atomic
def _issue(letter: Letter, by: User, at: datetime) -> int:
    moved = Letter.objects.filter(pk=letter.pk, issued_at=None).update(issued_at=at)
    if moved:
        record(by=by, action="letter.issued", subject=letter)
    return moved
