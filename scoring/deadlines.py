"""What a person has to have done until when, of both sides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from applications.models import Dossier, RecommendationTerm, Round
from applications.presentation import kind_label
from portal import rules
from portal.models import User
from scoring.facts.defences import defences_for
from scoring.facts.discussions import waiting_for
from scoring.models import Defence, Shortlist


@dataclass(frozen=True, slots=True)
class Deadline:
    """``key`` stays the same however often it is moved; a day ends with the day."""

    key: str
    what: str
    about: str
    until: datetime | date
    path: str


def deadlines_of(user: User, at: datetime) -> list[Deadline]:
    """All that still run, the first one first; at most three queries.

    Experts have those of discussions and defences alone: nobody sets a day for their
    sheets, the official ends scoring.
    """
    found: list[Deadline] = []
    if user.is_enterprise:
        found = [*_enterprise(user, at), *_defences(user, at)]
    elif user.is_city:
        found = list(_city(user, at))
    elif user.is_official:
        found = list(_official(user, at))
    elif user.is_expert:
        found = list(_expert(user, at))
    return sorted(found, key=lambda each: (_day(each.until), each.key))


def _day(until: datetime | date) -> date:
    return until.astimezone(rules.BEIJING).date() if _is_instant(until) else until


def _is_instant(until: datetime | date) -> bool:
    return isinstance(until, datetime)


def _enterprise(user: User, at: datetime) -> Iterator[Deadline]:
    """Drafts while their round takes dossiers, and corrections."""
    mine = Dossier.objects.visible_to(user).for_list()
    for each in mine.filter(status__in=Dossier.EDITABLE):
        about = f"{each.round.title}，{kind_label(each.round.guide_key, each.kind)}"
        path = each.get_absolute_url()
        due = each.correction_due
        if each.status == Dossier.Status.RETURNED:
            still = each.is_recalled or each.round.status == Round.Status.OPEN
            if due > at and still:
                yield Deadline(f"correction-{each.pk}", "补正期限", about, due, path)
        elif each.round.takes_dossiers(at):
            until = each.round.closes_at
            yield Deadline(f"closing-{each.pk}", "申报截止", about, until, path)


def _defences(user: User, at: datetime) -> Iterator[Deadline]:
    """When one's own dossiers are heard, and where."""
    mine = Defence.objects.filter(
        dossier__in=Dossier.objects.visible_to(user),
        starts_at__gt=at,
        absent_at=None,
        call__ended_at=None,
    )
    for each in mine.for_list():
        about = f"{each.dossier.number}，{each.place}"
        path = each.dossier.get_absolute_url()
        yield Deadline(f"defence-{each.pk}", "现场答辩", about, each.starts_at, path)


def _city(user: User, at: datetime) -> Iterator[Deadline]:
    """Until when its recommendations are to be in."""
    terms = RecommendationTerm.objects.filter(
        due_at__gt=at, round__in=Round.objects.visible_to(user)
    ).filter(round__status=Round.Status.OPEN)
    path = reverse("applications:city_list")
    for term in terms.select_related("round"):
        yield Deadline(
            f"term-{term.round_id}",
            "市级报送期限",
            term.round.title,
            term.due_at,
            path,
        )


def _official(user: User, at: datetime) -> Iterator[Deadline]:
    """The last day of each notice before the public; kinds that end together, once."""
    today = at.astimezone(rules.BEIJING).date()
    out = Shortlist.objects.visible_to(user).published()
    rows = out.filter(notice_until__gte=today).select_related("round").order_by("pk")
    ends: dict[tuple[int, date], list[Shortlist]] = {}
    for each in rows:
        ends.setdefault((each.round_id, each.notice_until), []).append(each)
    for (pk, until), lists in ends.items():
        round = lists[0].round
        kinds = "、".join(kind_label(round.guide_key, each.kind) for each in lists)
        path = reverse("scoring:publicity", args=[pk])
        key = f"notice-{lists[0].pk}"
        yield Deadline(key, "公示结束", f"{round.title}，{kinds}", until, path)


def _expert(user: User, at: datetime) -> Iterator[Deadline]:
    """Until when a discussion waits for their answer; when a defence is heard."""
    for each in defences_for(user).filter(
        dossier__defence__starts_at__gt=at, dossier__defence__absent_at=None
    ):
        one, path = each.dossier.defence, reverse("scoring:defend", args=[each.key])
        about = f"申报 {each.dossier.number}，{one.place}"
        yield Deadline(f"hear-{each.pk}", "现场答辩", about, one.starts_at, path)
    for each in waiting_for(user, at):
        dossier, path = each.dossier, reverse("scoring:confer", args=[each.key])
        about = f"{dossier.round.title}，申报 {dossier.number}"
        due = dossier.discussion.due_at
        yield Deadline(f"confer-{each.pk}", "会商答复期限", about, due, path)
