"""Who may do what on the experts' side, when: predicates without side effects."""

from datetime import date, datetime

from applications.models import Round
from portal.models import User
from scoring.models import (
    Assignment,
    DecisionPlan,
    Defence,
    Discussion,
    LibraryDecision,
    LibraryEntry,
    Objection,
    Paper,
    Rectification,
    Replacement,
    ScoreSheet,
    Shortlist,
    ShortlistEntry,
    StepDuty,
    YearlyReport,
)
from scoring.models.deciding import Duties


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
        and is_scoring(assignment)
    )


def may_open(user: User, assignment: Assignment) -> bool:
    """The content of a dossier opens after the declaration, not before."""
    return user.is_expert and assignment.state == Assignment.State.DECLARED


def is_scoring(assignment: Assignment) -> bool:
    """Files are open to experts for as long as they score, and no longer: until the
    round's scoring is closed, and where an objection reopened their seat."""
    is_in_time = assignment.dossier.round.status == Round.Status.SCORING
    return is_in_time or assignment.reopened_at is not None


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
        and is_scoring(assignment)
        and (sheet is None or sheet.state == ScoreSheet.State.DRAFT)
    )


def holds(user: User, step: str, duties: Duties) -> bool:
    """Whose duty the step is; a step that nobody was given is nobody's."""
    return user.pk in duties.get(step, frozenset())


def may_plan(user: User, round: Round) -> bool:
    """Settle how lists are decided, until the first one is drawn up. One query."""
    return user.is_official and not Shortlist.objects.filter(round=round).exists()


def may_remind_experts(user: User, round: Round) -> bool:
    return user.is_official and round.status == Round.Status.SCORING


def may_write_to_all(user: User, round: Round) -> bool:
    """As long as messages on a dossier are taken."""
    return user.is_official and round.status not in {
        Round.Status.DRAFT,
        Round.Status.PUBLISHED,
    }


def may_draw_up(user: User, round: Round) -> bool:
    """By the round's first step; two queries once scoring is closed."""
    if not user.is_official or round.status != Round.Status.CLOSED:
        return False
    first = DecisionPlan.objects.of(round).steps[0]
    return holds(user, first, StepDuty.objects.by_step(round.province))


def may_approve(user: User, shortlist: Paper, duties: Duties | None = None) -> bool:
    """Who holds the step whose turn it is, and signed none that stands.

    A list that was sent back to its first step is signed by who drew it up. Two
    queries, fewer where ``duties`` and the list's ``trail`` were read before.
    """
    if not user.is_official or shortlist.state != Shortlist.State.DRAWN_UP:
        return False
    is_author = shortlist.drawn_up_by_id == user.pk
    if shortlist.is_back_with_its_author:
        return is_author
    if is_author or user.pk in shortlist.signers():
        return False
    if duties is None:
        duties = StepDuty.objects.by_step(user.province)
    return holds(user, shortlist.step, duties)


def may_return(user: User, shortlist: Paper, duties: Duties | None = None) -> bool:
    """Who might sign now; there is nothing before the first step."""
    return shortlist.stage > 0 and may_approve(user, shortlist, duties)


def may_publish(user: User, shortlist: Shortlist) -> bool:
    return user.is_official and shortlist.state == Shortlist.State.APPROVED


def may_prolong(user: User, shortlist: Shortlist, today: date) -> bool:
    """While the list is before the public."""
    until = shortlist.notice_until
    return may_confirm(user, shortlist) and until is not None and today <= until


def may_confirm(user: User, shortlist: Shortlist) -> bool:
    """Make a published list final, once; ``noticing`` looks at the day."""
    return (
        user.is_official
        and shortlist.state == Shortlist.State.PUBLISHED
        and shortlist.confirmed_at is None
    )


def takes_objections(shortlist: Shortlist, today: date) -> bool:
    """On the days of its notice, the last one included."""
    since, until = shortlist.notice_from, shortlist.notice_until
    return (
        shortlist.state == Shortlist.State.PUBLISHED
        and shortlist.confirmed_at is None
        and since is not None
        and until is not None
        and since <= today <= until
    )


def may_answer(user: User, objection: Objection) -> bool:
    return user.is_official and objection.state == Objection.State.OPEN


def may_assign_objection(user: User, objection: Objection) -> bool:
    """Name who deals with it, until it is dealt with."""
    is_over = objection.state != Objection.State.OPEN and (
        objection.state != Objection.State.UPHELD or objection.settled_at is not None
    )
    return user.is_official and not is_over


def may_reopen(user: User, objection: Objection) -> bool:
    """Open what an upheld objection names, until the list is made again."""
    return (
        objection.state == Objection.State.UPHELD
        and objection.settled_at is None
        and may_confirm(user, objection.shortlist)
    )


def may_amend(user: User, shortlist: Shortlist) -> bool:
    """Make a list again: by the round's first step. Two queries, or none."""
    if not may_confirm(user, shortlist):
        return False
    first = DecisionPlan.objects.of(shortlist.round).steps[0]
    return holds(user, first, StepDuty.objects.by_step(shortlist.round.province))


def may_withdraw(user: User, shortlist: Shortlist) -> bool:
    """Undo a freeze, as long as the public has not seen the list."""
    return user.is_official and shortlist.state not in Shortlist.SHOWN


def may_replace(user: User, shortlist: Shortlist, entry: ShortlistEntry) -> bool:
    """Propose that one leaves a published list, or its reserve: by the round's first
    step, one at a time; who is in a library leaves by its rules. Four queries."""
    if not user.is_official or shortlist.state != Shortlist.State.PUBLISHED:
        return False
    if not entry.is_selected and not entry.reserve:
        return False
    if LibraryEntry.objects.filter(source=entry.pk).exists():
        return False
    first = DecisionPlan.objects.of(shortlist.round).steps[0]
    duties = StepDuty.objects.by_step(shortlist.round.province)
    return holds(user, first, duties) and not shortlist.replacements.pending().exists()


def may_drop(user: User, replacement: Replacement) -> bool:
    return user.is_official and replacement.state in Replacement.PENDING


def may_publish_change(user: User, replacement: Replacement) -> bool:
    return user.is_official and replacement.state == Replacement.State.APPROVED


def may_confirm_change(user: User, replacement: Replacement) -> bool:
    """Make one who follows final, once; ``succeeding`` looks at the day."""
    return (
        user.is_official
        and replacement.state == Replacement.State.PUBLISHED
        and replacement.follower_id is not None
        and replacement.confirmed_at is None
    )


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


def may_confer(user: User, assignment: Assignment, sheet: ScoreSheet | None) -> bool:
    """Others' marks are for who has handed in their own, and not a moment before."""
    return (
        may_open(user, assignment)
        and sheet is not None
        and sheet.state == ScoreSheet.State.HANDED_IN
    )


def is_conferring(discussion: Discussion, at: datetime) -> bool:
    """Posts and answers are taken until the term or the scoring is over."""
    is_scoring = discussion.dossier.round.status == Round.Status.SCORING
    return is_scoring and discussion.takes_answers(at)


def may_see_defences(user: User, round: Round) -> bool:
    """From the end of scoring on, where the round's rules have a defence."""
    return may_see_ranking(user, round) and bool(round.defence)


def may_hold_defences(user: User, round: Round) -> bool:
    """Call in, arrange, end; a list that is drawn up comes after the end."""
    return may_see_defences(user, round) and round.status == Round.Status.CLOSED


def may_attend(user: User, assignment: Assignment) -> bool:
    """An expert who declared, or a substitute, of a dossier that was called in: names
    are open there."""
    return (
        user.is_expert
        and assignment.state in Assignment.DEFENDING
        and Defence.objects.filter(dossier=assignment.dossier_id).exists()
    )


def may_report(user: User, report: YearlyReport) -> bool:
    """Late too, until it was looked at: what is late is marked, not refused."""
    is_in = report.entry.state != LibraryEntry.State.LEFT
    return user.is_enterprise and report.is_editable and is_in


def may_answer_report(user: User, report: YearlyReport) -> bool:
    return user.is_official and report.state == YearlyReport.State.HANDED_IN


def may_put_right(user: User, work: Rectification) -> bool:
    """Late too, until officials decide: what is late is marked."""
    return user.is_enterprise and work.state == Rectification.State.OPEN


def may_return_proof(user: User, work: Rectification) -> bool:
    return user.is_official and work.state == Rectification.State.HANDED_IN


def may_propose(user: User, entry: LibraryEntry) -> bool:
    """As long as it is in the library; one thing at a time is a constraint's."""
    return user.is_official and entry.state != LibraryEntry.State.LEFT


def may_settle(user: User, decision: LibraryDecision) -> bool:
    """By another official than the one who proposed it."""
    return user.is_official and decision.is_open and decision.proposed_by_id != user.pk
