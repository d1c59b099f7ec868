"""A new dossier: empty, or with what an earlier one of the enterprise gives to it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from applications import access
from applications.actions.dossiers import TooLate
from applications.models import Dossier, Enterprise, Round, Step
from applications.models.dossier import empty_document
from applications.presentation.carrying import carried_over, source_label
from applications.presentation.outstanding import sections_for
from portal.audit import record
from portal.models import User

Document = dict[str, Any]


class NotOpen(Exception):
    """The round does not take dossiers of this kind from this enterprise."""


class AlreadyStarted(Exception):
    """This enterprise has a dossier of this kind in this round; it is ``dossier``."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__(dossier.key)
        self.dossier = dossier


@transaction.atomic
def start(
    *,
    round: Round,
    enterprise: Enterprise,
    kind: str,
    by: User,
    at: datetime,
    source: Dossier | None = None,
) -> Dossier:
    """A draft, with what ``source``, an earlier dossier of the enterprise, gives to it.

    Raises NotOpen, TooLate or AlreadyStarted.
    """
    if not access.may_start(by, round, enterprise, kind, at):
        raise NotOpen
    if not round.takes_dossiers(at):
        raise TooLate
    document = _begun(round, enterprise, kind, source)
    platform = document.get("profile", {}).get("platform_name", "")
    dossier, is_new = Dossier.objects.get_or_create(
        round=round,
        enterprise=enterprise,
        kind=kind,
        defaults={"document": document, "platform": platform, "started_by": by},
    )
    if not is_new:
        raise AlreadyStarted(dossier)
    Step.objects.create(
        dossier=dossier, at=at, by=by, action="start", status=dossier.status
    )
    given = {"carried_from": source_label(source)} if source else {}
    record(by=by, action="dossier.started", subject=dossier, kind=kind, **given)
    return dossier


def _begun(
    round: Round, enterprise: Enterprise, kind: str, source: Dossier | None
) -> Document:
    named = {"guide": round.guide_key, "kind": kind, "name": enterprise.name}
    document = {**named, **empty_document()}
    if source is None:
        return document
    asked = sections_for(Dossier(round=round, kind=kind))
    return document | carried_over(source.document, asked, source_label(source))


@transaction.atomic
def confirm_carried(*, dossier: Dossier, section: str, by: User, at: datetime) -> None:
    """Somebody has looked this section over: its values are this dossier's own now."""
    rows = Dossier.objects.select_related("round").select_for_update(of=["self"])
    current = rows.get(pk=dossier.pk)
    carried = dict(current.document.get("carried", {}))
    if not access.may_edit(by, current, at) or not carried.pop(section, None):
        return
    current.document["carried"] = carried
    Dossier.objects.filter(pk=current.pk).update(document=current.document)
    record(by=by, action="dossier.confirmed", subject=current, section=section)
    dossier.document = current.document
