"""Who may do what on the experts' side, when: predicates without side effects."""

from applications.models import Round
from portal.models import User
from scoring.models import Assignment, ScoreSheet, Shortlist


def may_assign(user: User, round: Round) -> bool:
    """From the end of filing until scoring is closed."""
    return user.is_official and round.status in {
        Round.Status.OPEN,
        Round.Status.SCORING,
    }


def may_declare(user: User, assignment: Assignment) -> bool:
    return (
        user.is_expert
        and assignment.state == Assignment.State.ASSIGNED
        and assignment.dossier.round.status == Round.Status.SCORING
    )


def may_open(user: User, assignment: Assignment) -> bool:
    """The content of a dossier opens after the declaration, not before."""
    return user.is_expert and assignment.state == Assignment.State.DECLARED


def is_scoring(assignment: Assignment) -> bool:
    """Files are open to experts for as long as they score, and no longer."""
    return assignment.dossier.round.status == Round.Status.SCORING


def may_recuse(user: User, assignment: Assignment) -> bool:
    """Until scoring is closed, whether or not the sheet was handed in."""
    return (
        user.is_expert
        and assignment.state in Assignment.STANDING
        and assignment.dossier.round.status in {Round.Status.OPEN, Round.Status.SCORING}
    )


def may_score(user: User, assignment: Assignment, sheet: ScoreSheet | None) -> bool:
    return (
        may_open(user, assignment)
        and assignment.dossier.round.status == Round.Status.SCORING
        and (sheet is None or sheet.state == ScoreSheet.State.DRAFT)
    )


def may_draw_up(user: User, round: Round) -> bool:
    return user.is_official and round.status == Round.Status.CLOSED


def may_approve(user: User, shortlist: Shortlist) -> bool:
    """A second official, never the one who drew the list up."""
    return (
        user.is_official
        and shortlist.state == Shortlist.State.DRAWN_UP
        and shortlist.drawn_up_by_id != user.pk
    )


def may_publish(user: User, shortlist: Shortlist) -> bool:
    return user.is_official and shortlist.state == Shortlist.State.APPROVED


def may_withdraw(user: User, shortlist: Shortlist) -> bool:
    """Undo a freeze, as long as the public has not seen the list."""
    return user.is_official and shortlist.state != Shortlist.State.PUBLISHED


def may_see_ranking(user: User, round: Round) -> bool:
    """Not while experts are still scoring: nobody watches a mark come and go."""
    return user.is_official and round.status in {
        Round.Status.CLOSED,
        Round.Status.PUBLISHED,
    }


def may_write_letters(user: User, round: Round) -> bool:
    """From the first list that a second official approved."""
    decided = Shortlist.objects.filter(round=round, state__in=Shortlist.DECIDED)
    return user.is_official and decided.exists()
