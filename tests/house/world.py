"""One of everything, and everybody who might knock on a door."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile

from applications.models import Dossier, Round
from portal import invitations
from portal.models import Job, User
from scoring.models import Assignment, Letter, Shortlist, ShortlistEntry
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_enterprise,
    make_evidence,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)

#: In the order of the table's columns.
CAST = {
    "AN": "nobody logged in",
    "AO": "the applicant",
    "AX": "another enterprise",
    "MO": "the city of the applicant",
    "MX": "another city",
    "RA": "an expert assigned, scoring",
    "RU": "an expert not assigned",
    "RR": "an expert who recused",
    "PO": "an official of the province",
    "PX": "an official of another province",
    "AU": "the audit administrator",
    "SE": "the security administrator",
    "SA": "the system administrator",
}


@dataclass
class World:
    cast: dict[str, User | None]
    arguments: dict[str, list[object]]


def make_world() -> World:
    """A round in scoring with an accepted dossier, and a published list beside it."""
    cast = _people()
    owner, official = cast["AO"], cast["PO"]
    assert owner is not None
    assert official is not None
    round = make_round(status=Round.Status.SCORING)
    dossier = make_dossier(owner, round=round, status=Dossier.Status.ACCEPTED)
    evidence = make_evidence(dossier)
    evidence.file.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    assigned = make_assignment(dossier=dossier, expert=make_expert(user=cast["RA"]))
    make_sheet(assigned, state="draft", points={})
    make_expert(user=cast["RU"])
    make_assignment(
        dossier=dossier,
        expert=make_expert(user=cast["RR"]),
        state=Assignment.State.RECUSED,
        ended_at=NOW,
    )
    shortlist = _published(dossier, official)
    letter = _letter(dossier, official)
    job = Job.objects.create(kind="letters", owner=official, payload={})
    invitation = invitations.invite(
        email="invited@example.com", name="示例", role="city", province="jilin",
        city="长春市", by=official, at=NOW,
    )  # fmt: skip
    return World(
        cast,
        {
            "round": [round.pk],
            "round_kind": [round.pk, "industry"],
            "published": [shortlist.round.pk],
            "dossier": [dossier.key],
            "section": [dossier.key, "organisation"],
            "evidence": [evidence.key],
            "assignment": [assigned.key],
            "assignment_evidence": [assigned.key, evidence.key],
            "assignment_pk": [assigned.pk],
            "expert": [assigned.expert.pk],
            "shortlist": [shortlist.pk],
            "letter": [letter.key],
            "job": [job.pk],
            "invitation": [invitation.pk],
            "token": ["no-such-token"],
            "guide": ["jilin/2025"],
            "person": [owner.pk],
        },
    )


def _people() -> dict[str, User | None]:
    role = User.Role
    cast: dict[str, User | None] = {
        "AN": None,
        "AO": make_user(),
        "AX": make_user(),
        "MO": make_user(role.CITY, city="长春市"),
        "MX": make_user(role.CITY, city="吉林市"),
        "RA": make_user(role.EXPERT),
        "RU": make_user(role.EXPERT),
        "RR": make_user(role.EXPERT),
        "PO": make_user(role.OFFICIAL),
        "PX": make_user(role.OFFICIAL, province="jiangsu"),
        "AU": make_user(role.AUDIT),
        "SE": make_user(role.SECURITY),
        "SA": make_user(role.SYSTEM),
    }
    make_enterprise(cast["AX"])
    User.objects.update(password=make_password("x"))
    return cast


def _published(dossier: Dossier, official: User) -> Shortlist:
    """The list of an earlier round, in which the same enterprise was chosen."""
    earlier = make_round(status=Round.Status.PUBLISHED)
    chosen = make_dossier(
        dossier.started_by, round=earlier, status=Dossier.Status.ACCEPTED
    )
    shortlist = Shortlist.objects.create(
        round=earlier, kind="industry", state=Shortlist.State.PUBLISHED,
        cut=Shortlist.Cut.QUOTA, quota=1, digest="0" * 64,
        drawn_up_by=make_user(User.Role.OFFICIAL), drawn_up_at=NOW,
        approved_by=official, approved_at=NOW, published_by=official,
        published_at=NOW, notice_from=NOW.date(),
        notice_until=(NOW + timedelta(days=7)).date(),
    )  # fmt: skip
    ShortlistEntry.objects.create(
        shortlist=shortlist, dossier=chosen, position=1, place=1, mark="90.00",
        sheets=3, is_eligible=True, is_selected=True,
        groups={"服务能力": "30.00"}, marks=["90.00"],
    )  # fmt: skip
    return shortlist


def _letter(dossier: Dossier, official: User) -> Letter:
    letter = Letter.objects.create(
        dossier=dossier, kind=Letter.Kind.OPINION, number="示例1号", content={},
        written_by=official, written_at=NOW, issued_at=NOW, printed_at=NOW,
        sha256="0" * 64,
    )  # fmt: skip
    letter.pdf.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    return letter
