"""What an audit entry is about, as rows, and the words that a sentence may use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from applications.models import Dossier, Enterprise, Evidence, Round
from applications.presentation import kind_label
from portal.models import AuditEntry
from portal.templatetags.portal import beijing


@dataclass(frozen=True, slots=True)
class Case:
    """An entry with the rows that it names; ``words`` are those of its sentences."""

    entry: AuditEntry
    dossier: Dossier | None = None
    round: Round | None = None
    enterprise: Enterprise | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def detail(self) -> dict[str, Any]:
        return self.entry.detail

    @property
    def hour(self) -> str:
        """For news that comes once an hour, however much happened in it."""
        return f"{self.entry.at:%Y%m%d%H}"

    def words(self) -> dict[str, Any]:
        words = {"city": self.detail.get("city", ""), **self.more}
        if self.enterprise is not None:
            words |= {"enterprise": self.enterprise.name, "city": self.enterprise.city}
        if self.round is not None:
            words["round"] = self.round.title
        if self.dossier is not None:
            words |= words_of(self.dossier)
        return {**words, **_said(self.detail)}


Finder = Callable[[AuditEntry], Case | None]

SHORT = ("document", "report", "round__guide_text", "round__table")


def words_of(dossier: Dossier) -> dict[str, str]:
    """What a dossier is called: by its number, a draft by its kind; never its name."""
    kind = kind_label(dossier.round.guide_key, dossier.kind)
    called = dossier.number or f"{kind}（草稿）"
    return {"number": called, "kind": kind}


def _said(detail: dict[str, Any]) -> dict[str, Any]:
    """Of what was written down with the deed, what sentences use."""
    said: dict[str, Any] = {}
    changes = detail.get("changes")
    moved = changes.get("due") if isinstance(changes, dict) else None
    for name, value in (
        ("due", moved[1] if moved else detail.get("due")),
        ("closes_at", detail.get("after") or detail.get("closes_at")),
    ):
        if value:
            instant = datetime.fromisoformat(str(value))
            said[name] = beijing(instant, "deadline")
    if isinstance(detail.get("items"), list):
        said["items"] = len(detail["items"])
    return said


def of_dossier(entry: AuditEntry) -> Case | None:
    return about(entry, Dossier.objects.filter(pk=entry.subject_id))


def of_evidence(entry: AuditEntry) -> Case | None:
    evidence = Evidence.objects.filter(pk=entry.subject_id).first()
    if evidence is None:
        return None
    rows = Dossier.objects.filter(pk=evidence.dossier_id)
    return about(entry, rows, file=evidence.name)


def about(entry: AuditEntry, rows: Any, **more: Any) -> Case | None:
    """A case of the one dossier of ``rows``; None where it is gone."""
    dossier = rows.select_related("round", "enterprise").defer(*SHORT).first()
    if dossier is None:
        return None
    return Case(entry, dossier, dossier.round, dossier.enterprise, more)


def of_round(entry: AuditEntry) -> Case | None:
    rounds = Round.objects.defer("guide_text", "table")
    round = rounds.filter(pk=entry.subject_id).first()
    return None if round is None else Case(entry, round=round)


def of_enterprise(entry: AuditEntry) -> Case | None:
    enterprise = Enterprise.objects.filter(pk=entry.subject_id).first()
    return None if enterprise is None else Case(entry, enterprise=enterprise)
