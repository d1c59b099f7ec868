"""A verdict given once more after its time, because an objection was upheld.

Within a transaction that holds the dossier, by who has looked whether it may be.
"""

from datetime import datetime

from applications.actions.decisions import ReasonIsMissing, tell
from applications.actions.rulings import NoSuchClause
from applications.actions.vetoes import NoSuchItem
from applications.facts import Finding, findings_of
from applications.models import Dossier, Ruling, VetoDecision
from portal.guides import vetoes
from portal.models import User
from portal.rules import Outcome

MET = {True: "达到", False: "未达到"}
KEPT_OUT = {True: "一票否决", False: "不予否决", None: "没有认定"}


def clause_again(
    *,
    dossier: Dossier,
    clause: str,
    is_met: bool,
    reason: str,
    by: User,
    at: datetime,
) -> tuple[str, str]:
    """What the clause came to, and comes to now; a ruling in the way is withdrawn.

    Raises ReasonIsMissing or NoSuchClause.
    """
    _say_why(reason)
    finding = _finding(dossier, clause)
    before = MET[finding.outcome is Outcome.MET]
    if finding.ruling is not None:
        dossier.rulings.filter(pk=finding.ruling.pk).update(withdrawn_at=at)
    computed = finding.verdict.outcome
    if (computed is Outcome.MET) != is_met or computed is Outcome.UNKNOWN:
        Ruling.objects.create(
            dossier=dossier,
            clause=clause,
            computed=computed.value,
            is_met=is_met,
            reason=reason,
            by=by,
            at=at,
        )
    told = f"{finding.clause.source}：异议成立后重新认定为{MET[is_met]}。{reason}"
    tell(
        dossier, "rule", told, by, at, action="clause.ruled_again", clause=clause,
        before=before, after=MET[is_met], reason=reason,
    )  # fmt: skip
    return before, MET[is_met]


def veto_again(
    *,
    dossier: Dossier,
    item: str,
    is_confirmed: bool,
    reason: str,
    by: User,
    at: datetime,
) -> tuple[str, str]:
    """The same of a veto item. Raises ReasonIsMissing or NoSuchItem."""
    _say_why(reason)
    label = _label(item)
    standing = dossier.vetoes.filter(item=item, withdrawn_at=None)
    found = standing.first()
    before = KEPT_OUT[found.is_confirmed if found else None]
    standing.update(withdrawn_at=at)
    VetoDecision.objects.create(
        dossier=dossier,
        item=item,
        is_confirmed=is_confirmed,
        reason=reason,
        by=by,
        at=at,
    )
    after = KEPT_OUT[is_confirmed]
    told = f"{label}：异议成立后重新认定，{after}。{reason}"
    tell(
        dossier, "veto", told, by, at, action="veto.decided_again", veto=label,
        before=before, after=after, reason=reason,
    )  # fmt: skip
    return before, after


def _finding(dossier: Dossier, clause: str) -> Finding:
    for each in findings_of(dossier):
        if each.clause.id == clause:
            return each
    raise NoSuchClause(clause)


def _label(item: str) -> str:
    try:
        return vetoes.item(item).label
    except KeyError:
        raise NoSuchItem(item) from None


def _say_why(text: str) -> None:
    if not text.strip():
        raise ReasonIsMissing
