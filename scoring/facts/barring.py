"""Who may not sit on which panel, and why."""

import unicodedata
from collections import defaultdict
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
    experts = list(experts)
    declared: dict[int, list[int]] = defaultdict(list)
    rows = Conflict.objects.filter(expert__in=[each.pk for each in experts])
    for enterprise, expert in rows.values_list("enterprise_id", "expert_id"):
        declared[enterprise].append(expert)
    colleagues = _by_employer(experts)
    found: Reasons = {}
    for dossier in dossiers:
        for name in employers_of(dossier):
            for expert in colleagues.get(name, ()):
                found[dossier.pk, expert] = SAME_EMPLOYER
        for expert in declared.get(dossier.enterprise_id, ()):
            found.setdefault((dossier.pk, expert), DECLARED)
    return found


def _by_employer(experts: Iterable[Expert]) -> dict[str, list[int]]:
    """Who works where, by code and by name: each name is folded once."""
    found: dict[str, list[int]] = defaultdict(list)
    for expert in experts:
        found[folded(expert.employer)].append(expert.pk)
        if expert.employer_code:
            found[expert.employer_code].append(expert.pk)
    return found


def employers_of(dossier: Dossier) -> tuple[str, str]:
    """What its enterprise may stand under as somebody's employer."""
    return dossier.enterprise.credit_code, folded(dossier.enterprise.name)


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


def folded(name: str) -> str:
    """Brackets and blanks make no difference between two employers."""
    return "".join(unicodedata.normalize("NFKC", name).split())
