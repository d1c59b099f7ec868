"""What the experts of a dossier see of one another in a discussion: codes, no names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from applications.facts import table_of
from portal import rules
from portal.rules.discussion import second_points, spread_of
from scoring.facts.blinding import Veil, members_of
from scoring.models import Assignment, Discussion, Post, ScoreSheet, SecondSheet

Text = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Seat:
    """One expert's sheet; ``second`` is None until it is shown to the reader."""

    code: str
    is_own: bool
    points: Mapping[str, Decimal]
    comments: Mapping[str, str]
    remark: str
    is_answered: bool
    second: Mapping[str, Decimal] | None
    reasons: Mapping[str, str]

    @property
    def total(self) -> Decimal:
        return rules.mark_of(self.points)

    @property
    def second_total(self) -> Decimal | None:
        return None if self.second is None else rules.mark_of(self.second)


@dataclass(frozen=True, slots=True)
class Said:
    """One expert's mark of an indicator, with what was written to it."""

    code: str
    is_own: bool
    points: Decimal
    comment: str
    second: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator with everybody's marks; one's own come first."""

    indicator: rules.Indicator
    said: tuple[Said, ...]
    spread: Decimal
    is_widest: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A post as this reader sees it; ``hidden_why`` where it was hidden."""

    post: Post
    code: str
    is_own: bool
    text: str
    hidden_why: str


#: So many indicators on which the experts differ most are pointed out.
WIDEST = 5


def seats_of(
    discussion: Discussion, own: Assignment | None, is_over: bool
) -> list[Seat]:
    """The sheets that count, one's own first; one query.

    Second marks are shown once one has answered oneself, or nobody can any more.
    """
    rows = list(_counting(discussion))
    plain = plain_of(discussion, rows)
    mine = [each for each in rows if own is not None and each.pk == own.pk]
    shows = is_over or any(_answer(each) for each in mine)
    return [
        _seat(each, own, plain, shows or each in mine)
        for each in (*mine, *(each for each in rows if each not in mine))
    ]


def _counting(discussion: Discussion) -> Iterable[Assignment]:
    standing = Assignment.objects.standing().filter(dossier=discussion.dossier_id)
    counting = standing.filter(sheet__state=ScoreSheet.State.HANDED_IN)
    related = counting.select_related("expert__user", "sheet", "second_sheet")
    return related.order_by("expert__code")


def plain_of(discussion: Discussion, panel: Iterable[Assignment]) -> Text:
    """Takes names out of what experts write: theirs and their employers', and where
    judging is blind the applicant's."""
    dossier = discussion.dossier
    codes = {
        name: each.expert.code
        for each in panel
        for name in (each.expert.user.name, each.expert.employer)
        if name
    }
    is_blind = dossier.round.is_blind
    veil = Veil(dossier, members_of(dossier.enterprise)) if is_blind else None

    def plain(text: str) -> str:
        for name in sorted(codes, key=len, reverse=True):
            text = text.replace(name, codes[name])
        return veil.text(text) if veil else text

    return plain


def _answer(assignment: Assignment) -> SecondSheet | None:
    found: SecondSheet | None = getattr(assignment, "second_sheet", None)
    return found if found and found.state == SecondSheet.State.HANDED_IN else None


def _seat(
    assignment: Assignment, own: Assignment | None, plain: Text, shows: bool
) -> Seat:
    sheet, second = assignment.sheet, _answer(assignment)
    shown = second if shows else None
    points = second_points(sheet.points, shown.changes) if shown else None
    return Seat(
        code=assignment.expert.code,
        is_own=own is not None and assignment.pk == own.pk,
        points=_decimals(sheet.points),
        comments={code: plain(text) for code, text in sheet.comments.items()},
        remark=plain(sheet.remark),
        is_answered=second is not None,
        second=_decimals(points) if points is not None else None,
        reasons=(
            {code: plain(text) for code, text in shown.reasons.items()} if shown else {}
        ),
    )


def _decimals(points: Mapping[str, str]) -> dict[str, Decimal]:
    return {code: Decimal(mark) for code, mark in points.items()}


def compared(discussion: Discussion, seats: list[Seat]) -> list[Compared]:
    """Indicator by indicator, in the order of the table."""
    table = table_of(discussion.dossier.round)
    spreads = {
        each.code: spread_of(seat.points[each.code] for seat in seats) or Decimal(0)
        for each in table.indicators
    }
    apart = [code for code in spreads if spreads[code]]
    widest = sorted(apart, key=lambda code: -spreads[code])[:WIDEST]
    return [
        Compared(
            each,
            tuple(_said(seat, each.code) for seat in seats),
            spreads[each.code],
            each.code in widest,
        )
        for each in table.indicators
    ]


def _said(seat: Seat, code: str) -> Said:
    changed = seat.second is not None and seat.second[code] != seat.points[code]
    return Said(
        seat.code,
        seat.is_own,
        seat.points[code],
        seat.comments.get(code, ""),
        seat.second[code] if changed and seat.second else None,
        seat.reasons.get(code, ""),
    )


def posts_of(
    discussion: Discussion, own: Assignment | None, *, shows_hidden: bool = False
) -> list[Spoken]:
    """What was said, the first first; of a hidden one the reason alone. Two queries.

    Officials read what was hidden as well.
    """
    rows = discussion.posts.select_related("assignment__expert", "hidden")
    panel = Assignment.objects.filter(dossier=discussion.dossier_id)
    plain = plain_of(discussion, panel.select_related("expert__user"))
    return [
        Spoken(
            post,
            post.assignment.expert.code,
            own is not None and post.assignment_id == own.pk,
            "" if _why(post) and not shows_hidden else plain(post.text),
            _why(post),
        )
        for post in rows
    ]


def _why(post: Post) -> str:
    hidden = getattr(post, "hidden", None)
    return hidden.reason if hidden else ""
