"""The city's formal check, item by item, and what the portal itself noticed."""

from collections.abc import Iterable
from dataclasses import dataclass

from applications.models import Dossier, FormalCheck
from portal import guides


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One item: what is to be looked at, and the answer in force, if any."""

    item: str
    label: str
    look: str
    answer: FormalCheck | None

    @property
    def said(self) -> str:
        if self.answer is None:
            return "未核对"
        return "通过" if self.answer.passed else "不通过"

    @property
    def tone(self) -> str:
        if self.answer is None:
            return "muted"
        return "ok" if self.answer.passed else "err"


Checks = list[CheckLine]


def checks_of(dossier: Dossier) -> Checks:
    """One query."""
    return checks_by_dossier([dossier])[dossier.pk]


def checks_by_dossier(dossiers: Iterable[Dossier]) -> dict[int, Checks]:
    """The items of each dossier by its primary key; one query."""
    dossiers = list(dossiers)
    found: dict[tuple[int, str], FormalCheck] = {}
    answers = FormalCheck.objects.in_force().filter(dossier__in=dossiers)
    for each in answers.select_related("by"):
        found[each.dossier_id, each.item] = each
    return {
        dossier.pk: [
            CheckLine(
                each["id"],
                each["label"],
                each["look"],
                found.get((dossier.pk, each["id"])),
            )
            for each in guides.checks()
        ]
        for dossier in dossiers
    }


def unanswered(checks: Checks) -> list[str]:
    return [each.label for each in checks if each.answer is None]


def failed(checks: Checks) -> list[CheckLine]:
    return [each for each in checks if each.answer and not each.answer.passed]


def in_short(checks: Checks) -> str:
    """“5 项全部通过”, “信用不通过：……”, “还有 2 项未核对”."""
    if missing := unanswered(checks):
        return f"还有 {len(missing)} 项未核对"
    if bad := failed(checks):
        return "；".join(f"{each.label}不通过：{each.answer.note}" for each in bad)
    return f"{len(checks)} 项全部通过"
