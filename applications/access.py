"""Who may do what on the enterprise's side, when: predicates without side effects."""

from datetime import datetime

from applications.models import Dossier, Enterprise, Membership, Round, side_of
from portal.models import User

Status = Dossier.Status


def may_start(
    user: User, round: Round, enterprise: Enterprise, kind: str, at: datetime
) -> bool:
    """In its own province's rounds, once they are open, for a kind they call for."""
    return (
        user.is_enterprise
        and round.province == enterprise.province
        and kind in round.kinds
        and round.status != Round.Status.DRAFT
        and round.opens_at is not None
        and round.opens_at <= at
    )


def may_edit(user: User, dossier: Dossier, at: datetime) -> bool:
    """A draft while the round takes dossiers; a returned one until its deadline."""
    if not user.is_enterprise:
        return False
    if dossier.status == Status.DRAFT:
        return dossier.round.takes_dossiers(at)
    return (
        dossier.status == Status.RETURNED
        and _takes_corrections(dossier)
        and dossier.correction_due is not None
        and at < dossier.correction_due
    )


def _takes_corrections(dossier: Dossier) -> bool:
    """Until scoring begins; then what an official recalled."""
    return dossier.round.status == Round.Status.OPEN or dossier.is_recalled


def may_submit(user: User, dossier: Dossier, at: datetime) -> bool:
    """As to edit, for those who hand in for their enterprise; one query."""
    return may_edit(user, dossier, at) and may_hand_in(user)


def may_hand_in(user: User) -> bool:
    """The enterprise's administrator, and whom he named; one query."""
    return Membership.objects.submitting().filter(user=user).exists()


def may_take_back(user: User, dossier: Dossier, at: datetime) -> bool:
    """Until the closing instant, while the city has decided nothing; two queries.

    Not after a return for correction: what was locked would open again.
    """
    return (
        user.is_enterprise
        and dossier.status == Status.SUBMITTED
        and dossier.round.takes_dossiers(at)
        and may_hand_in(user)
        and not dossier.steps.filter(action="return").exists()
    )


def may_extend_correction(user: User, dossier: Dossier) -> bool:
    """An official, once a return, until scoring begins."""
    return (
        user.is_official
        and dossier.status == Status.RETURNED
        and dossier.round.status == Round.Status.OPEN
        and dossier.correction_extended_at is None
    )


def administers(user: User, enterprise: Enterprise) -> bool:
    """Whether this is the enterprise's administrator; one query."""
    return enterprise.memberships.filter(user=user, is_administrator=True).exists()


def may_judge_for_city(user: User, dossier: Dossier) -> bool:
    """What was submitted, until scoring begins."""
    return (
        user.is_city
        and dossier.status == Status.SUBMITTED
        and dossier.round.status == Round.Status.OPEN
    )


def may_judge_for_province(user: User, dossier: Dossier) -> bool:
    """Recommended dossiers, before scoring has begun."""
    return (
        user.is_official
        and dossier.status == Status.RECOMMENDED
        and dossier.round.status == Round.Status.OPEN
    )


def may_recall(user: User, dossier: Dossier) -> bool:
    """Have something put right while experts score it, before they confer."""
    return (
        user.is_official
        and dossier.status == Status.ACCEPTED
        and dossier.round.status == Round.Status.SCORING
        and not is_discussed(dossier)
    )


def is_discussed(dossier: Dossier) -> bool:
    """Whether its experts confer, or have; one query.

    From then on the facts stay: marks of a second round answer marks of the first, and
    neither may be about something else.
    """
    return Dossier.objects.filter(pk=dossier.pk, discussion__isnull=False).exists()


def may_end_recall(user: User, dossier: Dossier, at: datetime) -> bool:
    """Once its deadline has passed without an answer: what was handed in stands."""
    return (
        user.is_official
        and dossier.is_recalled
        and dossier.round.status == Round.Status.SCORING
        and dossier.correction_due is not None
        and dossier.correction_due <= at
    )


def may_rule(user: User, dossier: Dossier) -> bool:
    """Overrule a clause: an official, from recommendation until scoring is closed."""
    return (
        user.is_official
        and dossier.status in {Status.RECOMMENDED, Status.ACCEPTED}
        and dossier.round.status in {Round.Status.OPEN, Round.Status.SCORING}
    )


def may_prepare(user: User, round: Round) -> bool:
    return user.is_official and round.status == Round.Status.DRAFT


def may_extend(user: User, round: Round) -> bool:
    return user.is_official and round.status == Round.Status.OPEN


def may_withdraw_recommendation(user: User, dossier: Dossier) -> bool:
    """What the city recommended, until the province acts on it or scoring begins."""
    return (
        user.is_city
        and dossier.status == Status.RECOMMENDED
        and dossier.round.status == Round.Status.OPEN
    )


def may_write_message(user: User) -> bool:
    """Who takes part in a dossier's messages; the auditor only reads them."""
    return side_of(user) is not None


def may_still_write(dossier: Dossier) -> bool:
    """Until the result of its round is published."""
    return dossier.round.status != Round.Status.PUBLISHED
