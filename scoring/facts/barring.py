"""Who may not sit on which panel, and why."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from applications.models import Dossier
from scoring.facts.duty import off_duty
from scoring.models import Assignment, Conflict, Expert

SAME_EMPLOYER = "与申报单位同一单位"
DECLARED = "已申明利益关系"
SEATED = "已在本专家组"
ENDED = "曾回避或被撤回"

Reasons = dict[tuple[int, int], str]


def ties_between(dossiers: Iterable[Dossier], experts: Iterable[Expert]) -> Reasons:
    """A tie for each (dossier, expert) that has one. One query.

    Dossiers come with their enterprise.
    """
    dossiers, experts = list(dossiers), list(experts)
    declared = set(
        Conflict.objects.filter(expert__in=experts).values_list(
            "enterprise_id", "expert_id"
        )
    )
    found: Reasons = {}
    for dossier in dossiers:
        for expert in experts:
            if same_employer(dossier, expert):
                found[dossier.pk, expert.pk] = SAME_EMPLOYER
            elif (dossier.enterprise_id, expert.pk) in declared:
                found[dossier.pk, expert.pk] = DECLARED
    return found


def barred_pairs(
    dossiers: Sequence[Dossier], experts: Sequence[Expert], day: date
) -> Reasons:
    """A reason for each (dossier, expert) that must not meet. Three queries.

    Who is blacklisted or away on ``day`` meets none.
    """
    before = Assignment.objects.filter(dossier__in=dossiers, expert__in=experts)
    reasons = ties_between(dossiers, experts)
    for expert_id, out in off_duty(experts, day).items():
        reasons |= {(dossier.pk, expert_id): out for dossier in dossiers}
    for dossier, expert, state in before.values_list("dossier", "expert", "state"):
        reasons[dossier, expert] = SEATED if state in Assignment.STANDING else ENDED
    return reasons


def same_employer(dossier: Dossier, expert: Expert) -> bool:
    enterprise = dossier.enterprise
    if expert.employer_code and expert.employer_code == enterprise.credit_code:
        return True
    return folded(expert.employer) == folded(enterprise.name)


def folded(name: str) -> str:
    """Brackets and blanks make no difference between two employers."""
    return "".join(unicodedata.normalize("NFKC", name).split())
