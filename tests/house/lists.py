"""Lists at each of their steps, for the doors."""

from datetime import date

from django.core.files.base import ContentFile

from applications.models import Dossier, Round
from portal.models import User
from scoring.actions import objecting
from scoring.models import (
    DecisionPlan,
    NoticeChange,
    Objection,
    ObjectionFile,
    Replacement,
    ReplacementStep,
    Shortlist,
    ShortlistEntry,
    ShortlistStep,
)
from tests.factories import NOW, make_round
from tests.house.amended_world import lists_to_be_amended


def lists_under_way(
    round: Round, official: User, colleague: User
) -> dict[str, list[object]]:
    """A colleague's and the official's own list, and one that all have signed."""
    frozen = make_list(round, "comprehensive", drawn_up_by=colleague)
    ShortlistStep.objects.create(
        shortlist=frozen, number=1, name="经办", action="signed", is_standing=True,
        by=colleague, at=NOW,
    )  # fmt: skip
    DecisionPlan.objects.create(
        round=round, steps=["经办", "处"], set_by=colleague, set_at=NOW
    )
    make_list(round, "regional", drawn_up_by=official)
    make_list(
        round, "specialized", drawn_up_by=colleague, state="approved", stage=2,
        approved_by=official, approved_at=NOW,
    )  # fmt: skip
    return {
        "colleagues_list": [round.pk, "comprehensive"],
        "own_list": [round.pk, "regional"],
        "approved_list": [round.pk, "specialized"],
    }


def lists_before_the_public(official: User) -> dict[str, list[object]]:
    """One before the public for long, and one whose notice is over."""
    round = make_round(status=Round.Status.PUBLISHED)
    out = {
        "drawn_up_by": official, "state": "published", "published_by": official,
        "published_at": NOW, "notice_from": date(2020, 1, 6),
    }  # fmt: skip
    running = make_list(round, "industry", notice_until=date(2099, 1, 5), **out)
    make_list(round, "regional", notice_until=date(2020, 1, 13), **out)
    NoticeChange.objects.create(
        shortlist=running, kind="extended", workdays=1, before=date(2099, 1, 4),
        after=date(2099, 1, 5), reason="示例", by=official, at=NOW,
    )  # fmt: skip
    return {
        **_objections(running, official),
        **lists_to_be_amended(official),
        "noticed_round": [round.pk],
        "noticed_list": [round.pk, "industry"],
        "over_list": [round.pk, "regional"],
    }


def _objections(shortlist: Shortlist, official: User) -> dict[str, list[object]]:
    """One with a file that waits for its answer, and one that has it."""
    filed, answered = (
        Objection.objects.create(
            number=f"示例-Y00{n}", shortlist=shortlist, name="示例", contact="示例",
            text="示例", filed_at=NOW, due_on=date(2099, 1, 5),
        )
        for n in (1, 2)
    )  # fmt: skip
    objecting.answer(
        objection=answered, is_upheld=False, reason="示例", by=official, at=NOW
    )
    proof = ObjectionFile(
        objection=filed, name="x.pdf", content_type="application/pdf", size=9,
        sha256="0" * 64,
    )  # fmt: skip
    proof.file.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    return {
        "objection": [filed.pk],
        "answered_objection": [answered.pk],
        "objection_file": [proof.key],
    }


def departure(
    shortlist: Shortlist, other: Dossier, official: User
) -> dict[str, list[object]]:
    """One that left and was followed, with its evidence; and one that stays."""
    stays = shortlist.entries.get()
    left = ShortlistEntry.objects.create(
        shortlist=shortlist, dossier=other, position=2, place=2, is_eligible=True
    )
    out = Replacement.objects.create(
        shortlist=shortlist, leaver=left, follower=stays, ground="removed",
        reason="示例", state="published", steps=["经办"], stage=1, before={},
        drawn_up_by=shortlist.drawn_up_by, drawn_up_at=NOW, approved_by=official,
        approved_at=NOW, published_by=official, published_at=NOW,
        notice_from=date(2020, 1, 6), notice_until=date(2020, 1, 13),
        name="x.pdf", content_type="application/pdf", sha256="0" * 64,
    )  # fmt: skip
    out.file.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    ReplacementStep.objects.create(
        replacement=out, number=1, name="经办", action="signed", is_standing=True,
        by=shortlist.drawn_up_by, at=NOW,
    )  # fmt: skip
    listed = [shortlist.round_id, shortlist.kind]
    return {
        "replacement": [out.pk],
        "confirmed_change": [out.pk, "confirm"],
        "signed_change": [out.pk, "approve"],
        "unknown_change": [out.pk, "no-such-act"],
        "staying": [*listed, stays.pk],
        "left": [*listed, left.pk],
        "unknown_entry": [*listed, 0],
    }


def make_list(round: Round, kind: str, **fields: object) -> Shortlist:
    fields = {"steps": ["经办", "处"], "stage": 1, **fields}
    return Shortlist.objects.create(
        round=round, kind=kind, cut=Shortlist.Cut.QUOTA, quota=1, digest="0" * 64,
        drawn_up_at=NOW, **fields,
    )  # fmt: skip
