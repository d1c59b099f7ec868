"""One of everything, and everybody who might knock on a door."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile

from applications.models import Dossier, Round, Ruling
from portal import invitations
from portal.models import Job, User
from scoring.models import Assignment, Conflict, Letter, Shortlist, ShortlistEntry
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
Arguments = dict[str, list[object]]


@dataclass
class World:
    """``arguments``: for each way to fill an address, in the order of its parts."""

    cast: dict[str, User | None]
    arguments: Arguments


def make_world() -> World:
    """A round at every stage, with what each of them is about."""
    cast = _people()
    people = {who: user for who, user in cast.items() if user is not None}
    arguments: Arguments = {
        "guide": ["jilin/2025"],
        "unknown_guide": ["nowhere/2025"],
        "person": [people["AO"].pk],
        **_preparing(),
        **_filing(people),
        **_scoring(people),
        **_closed(people),
        **_published(people),
        **_of_the_portal(people),
    }
    return World(cast, arguments)


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
    make_enterprise(cast["AO"])
    make_enterprise(cast["AX"])
    for who in ("RA", "RU", "RR"):
        make_expert(user=cast[who])
    return cast


def _preparing() -> Arguments:
    round = make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)
    return {"draft_round": [round.pk]}


def _filing(people: dict[str, User]) -> Arguments:
    """An open round: the applicant's dossiers at each of its stages."""
    status = Dossier.Status
    owner, round = people["AO"], make_round()
    draft = make_dossier(owner, round=round, kind="industry")
    submitted = make_dossier(
        owner, round=round, kind="comprehensive", status=status.SUBMITTED
    )
    recommended = make_dossier(
        owner, round=round, kind="regional", status=status.RECOMMENDED
    )
    returned = make_dossier(
        owner, round=round, kind="specialized", status=status.RETURNED,
        correction_due=NOW + timedelta(days=5),
    )  # fmt: skip
    returned.steps.create(
        at=NOW, by=people["PO"], action="return", status=status.RETURNED, opinion="示例"
    )
    file = make_evidence(draft)
    file.file.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    return {
        "open_round": [round.pk],
        "draft": [draft.key],
        "draft_section": [draft.key, "organisation"],
        "draft_evidence": [file.key],
        "unknown_section": [draft.key, "no-such-section"],
        "submitted": [submitted.key],
        "recommended": [recommended.key],
        "returned": [returned.key],
    }


def _scoring(people: dict[str, User]) -> Arguments:
    """A round in scoring with an accepted dossier, and one not yet declared for."""
    round = make_round(status=Round.Status.SCORING)
    dossier = make_dossier(people["AO"], round=round, status=Dossier.Status.ACCEPTED)
    evidence = make_evidence(dossier)
    evidence.file.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    expert = people["RA"].expert
    assigned = make_assignment(dossier=dossier, expert=expert)
    make_sheet(assigned, state="draft", points={})
    other = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    undeclared = make_assignment(
        dossier=other, expert=expert, state="assigned", declared_at=None
    )
    recused = make_assignment(
        dossier=dossier, expert=people["RR"].expert,
        state=Assignment.State.RECUSED, ended_at=NOW,
    )  # fmt: skip
    conflict = Conflict.objects.create(
        expert=expert, enterprise=people["AX"].membership.enterprise,
        reason="示例", declared_at=NOW,
    )  # fmt: skip
    ruling = Ruling.objects.create(
        dossier=dossier, clause="type-fit", computed="unmet", is_met=True,
        reason="示例", by=people["PO"], at=NOW,
    )  # fmt: skip
    return {
        "round": [round.pk],
        "round_kind": [round.pk, "industry"],
        "dossier": [dossier.key],
        "section": [dossier.key, "organisation"],
        "evidence": [evidence.key],
        "clause": [dossier.key, "device-access"],
        "ruled_clause": [dossier.key, "type-fit"],
        "unknown_clause": [dossier.key, "no-such-clause"],
        "ruling": [ruling.pk],
        "assignment": [assigned.key],
        "assignment_evidence": [assigned.key, evidence.key],
        "undeclared": [undeclared.key],
        "undeclared_evidence": [undeclared.key, evidence.key],
        "recused": [recused.key],
        "recused_evidence": [recused.key, evidence.key],
        "expert": [expert.pk],
        "conflict": [conflict.pk],
    }


def _closed(people: dict[str, User]) -> Arguments:
    """Scoring is over: each kind's list is at another stage."""
    round = make_round(status=Round.Status.CLOSED)
    dossier = make_dossier(people["AO"], round=round, status=Dossier.Status.ACCEPTED)
    handed_in = make_assignment(dossier=dossier, expert=people["RA"].expert)
    make_sheet(handed_in)
    colleague = make_user(User.Role.OFFICIAL)
    approved = {"state": "approved", "approved_by": people["PO"], "approved_at": NOW}
    _list(round, "comprehensive", drawn_up_by=colleague)
    _list(round, "regional", drawn_up_by=people["PO"])
    _list(round, "specialized", drawn_up_by=colleague, **approved)
    return {
        "closed_round": [round.pk],
        "closed_kind": [round.pk, "industry"],
        "colleagues_list": [round.pk, "comprehensive"],
        "own_list": [round.pk, "regional"],
        "approved_list": [round.pk, "specialized"],
        "unknown_kind": [round.pk, "no-such-kind"],
        "closed_assignment": [handed_in.key],
    }


def _published(people: dict[str, User]) -> Arguments:
    """An earlier round in which the same enterprise was chosen, and its letters."""
    owner, official = people["AO"], people["PO"]
    round = make_round(status=Round.Status.PUBLISHED)
    chosen = make_dossier(owner, round=round, status=Dossier.Status.ACCEPTED)
    shortlist = _list(
        round, "industry", drawn_up_by=make_user(User.Role.OFFICIAL),
        state=Shortlist.State.PUBLISHED, approved_by=official, approved_at=NOW,
        published_by=official, published_at=NOW, notice_from=NOW.date(),
        notice_until=(NOW + timedelta(days=7)).date(),
    )  # fmt: skip
    ShortlistEntry.objects.create(
        shortlist=shortlist, dossier=chosen, position=1, place=1, mark="90.00",
        sheets=3, is_eligible=True, is_selected=True,
        groups={"服务能力": "30.00"}, marks=["90.00"],
    )  # fmt: skip
    issued = _letter(chosen, official, Letter.Kind.OPINION, issued_at=NOW)
    waiting = _letter(chosen, official, Letter.Kind.RESULT)
    return {
        "published": [round.pk],
        "published_kind": [round.pk, "industry"],
        "chosen": [chosen.key],
        "letter": [issued.key],
        "unissued_letter": [waiting.key],
    }


def _list(round: Round, kind: str, **fields: object) -> Shortlist:
    return Shortlist.objects.create(
        round=round, kind=kind, cut=Shortlist.Cut.QUOTA, quota=1, digest="0" * 64,
        drawn_up_at=NOW, **fields,
    )  # fmt: skip


def _letter(dossier: Dossier, by: User, kind: str, **fields: object) -> Letter:
    letter = Letter.objects.create(
        dossier=dossier, kind=kind, number=f"示例{kind}号", content={},
        written_by=by, written_at=NOW, printed_at=NOW, sha256="0" * 64, **fields,
    )  # fmt: skip
    letter.pdf.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    return letter


def _of_the_portal(people: dict[str, User]) -> Arguments:
    official = people["PO"]
    waiting = Job.objects.create(kind="letters", owner=official, payload={})
    done = Job.objects.create(
        kind="letters", owner=official, payload={}, state=Job.State.DONE
    )
    done.result.save("x.zip", ContentFile(b"PK"))
    invitation = invitations.invite(
        email="invited@example.com", name="示例", role="city", province="jilin",
        city="长春市", by=official, at=NOW,
    )  # fmt: skip
    return {
        "job": [waiting.pk],
        "finished_job": [done.pk],
        "invitation": [invitation.pk],
        "link": [invitation.token],
        "unknown_link": ["no-such-token"],
    }
