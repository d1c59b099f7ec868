"""Which dossiers of a kind fail, and by which clauses: the documents of thousands, of
which only what the clauses look at is read."""

from collections.abc import Iterator, Sequence
from typing import Any

from applications.facts import Finding, failing_of, guide_of
from applications.models import Dossier, Round
from applications.presentation.handed_in import as_handed_in
from portal import guides, rules
from portal.guides import vetoes
from portal.jsontext import Parts
from scoring.facts.standings import AT_A_TIME, decided

#: What fills the memory, and the moments, which take long to read.
UNREAD = (
    *("document", "report", "submitted_at", "updated_at"),
    *("correction_due", "correction_extended_at", "enterprise__registered_at"),
)


def failing_in(
    round: Round, kind: str
) -> Iterator[tuple[Dossier, tuple[Finding, ...]]]:
    """Each dossier that is ranked, by number, with what keeps it out. Three queries.

    They come without ``UNREAD``; who asks for one of these reads it.
    """
    extract = _Extract(round, kind)
    accepted = Dossier.objects.filter(round=round, kind=kind).accepted()
    rows = accepted.select_related("enterprise").defer(*UNREAD)
    asked = rows.annotate(asked=Parts("document", *extract.paths)).order_by("number")
    rulings, vetoed = decided(dossier__round=round, dossier__kind=kind)
    for dossier in asked.iterator(AT_A_TIME):
        dossier.round = round  # the same one: its guide is read once
        dossier.document = extract.document(dossier.__dict__.pop("asked"))
        if dossier.is_recalled:
            as_handed_in(dossier)
        failing = failing_of(dossier, rulings[dossier.pk], vetoed[dossier.pk])
        dossier.__dict__.pop("document")
        yield dossier, failing


class _Extract:
    """Documents of one kind with nothing but what its clauses and vetoes look at."""

    def __init__(self, round: Round, kind: str) -> None:
        fields = rules.judged_fields(guide_of(round), kind, guides.vocabulary())
        self.capabilities = [each.id for each in fields if each.is_capability]
        self.answers = [item.field for item in vetoes.items()]
        self.ids: dict[str, list[str]] = {}
        for each in fields:
            if not each.is_capability:
                self.ids.setdefault(each.scope, []).append(each.id)
        self.paths = (
            *(("profile", field) for field in self.answers),
            *(("capabilities", id, "answer") for id in self.capabilities),
            *((scope,) for scope in self.ids),
        )

    def document(self, parts: Sequence[Any]) -> dict[str, Any]:
        found = iter(parts)
        return {
            "profile": dict(zip(self.answers, found, strict=False)),
            "capabilities": {id: {"answer": next(found)} for id in self.capabilities},
            **{
                scope: _only(stated, ids)
                for (scope, ids), stated in zip(self.ids.items(), found, strict=True)
                if stated is not None
            },
        }


def _only(stated: Any, ids: Sequence[str]) -> Any:
    if isinstance(stated, list):
        return [_only(row, ids) for row in stated]
    return {id: stated[id] for id in ids if id in stated}
