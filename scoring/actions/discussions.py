"""Discussions of what experts mark far apart: opened, spoken in, moderated."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from applications.actions.holding import hold_round
from applications.models import Round
from portal.audit import record
from portal.models import User
from scoring.actions.holding import hold_assignment
from scoring.facts.discussions import apart_in
from scoring.models import (
    Assignment,
    Discussion,
    HiddenPost,
    Post,
    ScoreSheet,
)


class NothingToDiscuss(Exception):
    """One of them is no longer apart, or under discussion by now; none was opened."""


class DiscussionIsClosed(Exception):
    """Its term is over, or scoring is, or the expert takes no part in it."""


class SaidElsewhere(Exception):
    """The expert has written something else from another window since the page."""


class AlreadyHidden(Exception):
    """Somebody was first."""


@transaction.atomic
def open_discussions(
    *, round: Round, keys: Collection[str], due_at: datetime, by: User, at: datetime
) -> list[Discussion]:
    """Open the second round on these dossiers, on all of them or on none.

    Raises NothingToDiscuss. The round is held: no panel changes meanwhile.
    """
    if hold_round(round.pk).status != Round.Status.SCORING:
        raise NothingToDiscuss
    wanted = [each for each in apart_in(round) if each.dossier.key in keys]
    if not wanted or len(wanted) != len(set(keys)):
        raise NothingToDiscuss
    opened = []
    for each in wanted:
        discussion, _ = Discussion.objects.update_or_create(
            dossier=each.dossier,  # there is one already where it was cancelled
            defaults={
                "spread": each.spread,
                "due_at": due_at,
                "opened_by": by,
                "opened_at": at,
                "cancelled_at": None,
            },
        )
        record(
            by=by,
            action="discussion.opened",
            subject=discussion,
            dossier=each.dossier.key,
            spread=str(each.spread),
            due=due_at.isoformat(),
        )
        opened.append(discussion)
    return opened


def hold_seat(assignment: Assignment, at: datetime) -> Discussion:
    """The discussion in which this expert may take part, until the transaction ends.

    Raises DiscussionIsClosed.
    """
    hold_assignment(assignment.pk)
    found = (
        Discussion.objects.running(at)
        .filter(
            dossier__round__status=Round.Status.SCORING,
            dossier__assignments__in=Assignment.objects.filter(
                pk=assignment.pk,
                state=Assignment.State.DECLARED,
                sheet__state=ScoreSheet.State.HANDED_IN,
            ),
        )
        .first()
    )
    if found is None:
        raise DiscussionIsClosed
    return found


@transaction.atomic
def say(
    *, assignment: Assignment, text: str, number: int, by: User, at: datetime
) -> Post:
    """The expert's post ``number``; the same one twice is once.

    Raises DiscussionIsClosed or SaidElsewhere.
    """
    discussion = hold_seat(assignment, at)
    mine = Post.objects.filter(assignment=assignment)
    if sent := mine.filter(number=number, text=text).first():
        return sent
    if number != mine.count() + 1:
        raise SaidElsewhere
    post = Post.objects.create(
        discussion=discussion, assignment=assignment, number=number, text=text, at=at
    )
    record(by=by, action="discussion.said", subject=discussion, number=number)
    return post


@transaction.atomic
def hide(*, post: Post, reason: str, by: User, at: datetime) -> None:
    """Keep a post from the experts; officials and auditors still read it.

    Raises AlreadyHidden.
    """
    discussion = Discussion.objects.select_for_update().get(pk=post.discussion_id)
    if HiddenPost.objects.filter(post=post).exists():
        raise AlreadyHidden
    HiddenPost.objects.create(post=post, reason=reason, by=by, at=at)
    record(
        by=by,
        action="discussion.post_hidden",
        subject=discussion,
        expert=post.assignment.expert.code,
        number=post.number,
        reason=reason,
    )
