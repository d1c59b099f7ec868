"""Lists that objections touch: to be looked at again, ready to be made anew, void."""

from datetime import date

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Objection, Reopening, Shortlist, ShortlistEntry
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_round,
    make_sheet,
    make_user,
)
from tests.scoring.closed_rounds import capable_document


def lists_to_be_amended(official: User) -> dict[str, list[object]]:
    """One with something open, one where all is done, one that is void."""
    round = make_round(status=Round.Status.PUBLISHED)
    waiting = _published(round, "industry", official)
    ready = _published(round, "regional", official)
    _published(
        round, "comprehensive", official, state="void", voided_by=official,
        voided_at=NOW, void_reason="示例",
    )  # fmt: skip
    upheld = _upheld(waiting, official, 1)
    done = {"done_by": official, "done_at": NOW, "before": "达到", "after": "未达到"}
    opened = _reopened(upheld, official)
    settled = _reopened(_upheld(ready, official, 2), official, **done)
    void = Shortlist.objects.get(round=round, state="void")
    return {
        "upheld_objection": [upheld.pk],
        "reopening": [opened.pk],
        "done_reopening": [settled.pk],
        "ready_list": [round.pk, "regional"],
        "waiting_list": [round.pk, "industry"],
        "void_list": [void.pk],
    }


def _published(round: Round, kind: str, by: User, **fields: object) -> Shortlist:
    fields = {"state": "published", **fields}
    found = Shortlist.objects.create(
        round=round, kind=kind, cut="quota", quota=1, digest="0" * 64, steps=["经办"],
        stage=1, drawn_up_by=by, drawn_up_at=NOW, published_by=by, published_at=NOW,
        notice_from=date(2020, 1, 6), notice_until=date(2099, 1, 5), **fields,
    )  # fmt: skip
    dossier = make_dossier(
        make_user(), round=round, kind=kind, number=f"示例-{kind}",
        status=Dossier.Status.ACCEPTED, document=capable_document(),
    )  # fmt: skip
    make_sheet(make_assignment(dossier=dossier))
    ShortlistEntry.objects.create(
        shortlist=found, dossier=dossier, position=1, place=1, mark="90",
        is_eligible=True, is_selected=True,
    )  # fmt: skip
    return found


def _upheld(shortlist: Shortlist, by: User, number: int) -> Objection:
    return Objection.objects.create(
        number=f"示例-Z00{number}", shortlist=shortlist, name="示例", contact="示例",
        text="示例", filed_at=NOW, due_on=date(2099, 1, 5), state="upheld",
        answer="示例", answered_by=by, answered_at=NOW, handler=by,
        dossier=shortlist.entries.get().dossier,
    )  # fmt: skip


def _reopened(objection: Objection, by: User, **fields: object) -> Reopening:
    return Reopening.objects.create(
        objection=objection, dossier=objection.dossier, kind="clause",
        target="security", note="示例", opened_by=by, opened_at=NOW, **fields,
    )  # fmt: skip
