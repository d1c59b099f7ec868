"""One of everything, and everybody who might knock on a door."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile

from applications.models import (
    CorrectionItem,
    Dossier,
    DossierMessage,
    Evidence,
    Exemption,
    FieldChange,
    Membership,
    MessageMark,
    RecommendationQuota,
    RecommendationSheet,
    RecommendationTerm,
    Round,
    Ruling,
    Side,
)
from portal.models import (
    User,
)
from scoring.models import (
    Assignment,
    Conflict,
    Letter,
    Shortlist,
    ShortlistEntry,
    TrialNote,
)
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
from tests.files import sound
from tests.house.charts import chart_addresses
from tests.house.defence_world import make_defences
from tests.house.discussion_world import make_discussions
from tests.house.draws import make_draws
from tests.house.library_world import library
from tests.house.lists import (
    departure,
    lists_before_the_public,
    lists_under_way,
    make_list,
)
from tests.house.pool_world import expert_pool
from tests.house.portal_world import of_the_portal
from tests.house.table_world import work_table

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
        "guide_kind": ["jilin/2025", "industry"],
        "unknown_guide_kind": ["nowhere/2025", "industry"],
        "manual": ["enterprise"],
        "unknown_manual": ["nowhere"],
        "person": [people["AO"].pk],
        "official": [people["PO"].pk],
        "colleague": [_colleague_of(people["AO"])],
        **_preparing(),
        **_filing(people),
        **_scoring(people),
        **make_discussions(people),
        **make_defences(people),
        **_closed(people),
        **_published(people),
        **lists_before_the_public(people["PO"]),
        **library(people["AO"], people["PO"]),
        **of_the_portal(people),
    }
    return World(cast, arguments | chart_addresses(arguments))


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


def _colleague_of(owner: User) -> int:
    member = Membership(user=make_user(), enterprise=owner.membership.enterprise)
    member.save()
    return member.pk


def _preparing() -> Arguments:
    round = make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)
    return {"draft_round": [round.pk], "draft_scale": [round.pk, "3.1.1"]}


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
    Exemption.objects.create(
        dossier=recommended, reason="示例", by=people["PO"], at=NOW
    )
    step = returned.steps.create(
        at=NOW, by=people["PO"], action="return", status=status.RETURNED, opinion="示例"
    )
    CorrectionItem.objects.create(
        step=step, version=returned.versions.get(), section="access",
        unit="connected_devices", label="示例", note="示例",
    )  # fmt: skip
    file = _paper(draft)
    _talk(draft, people)
    return {
        **make_draws(recommended, people["PO"]),
        "open_round": [round.pk],
        "open_scale": [round.pk, "3.1.1"],
        "draft": [draft.key],
        "draft_section": [draft.key, "organisation"],
        "draft_evidence": [file.key],
        "draft_template": [draft.key, "filled"],
        "draft_page": [file.key, 1],
        "unknown_section": [draft.key, "no-such-section"],
        "stamped": [_stamped(round, people["MO"])],
        "submitted": [submitted.key],
        "submitted_veto": [submitted.key, "fraud"],
        "recommended": [recommended.key],
        "returned": [returned.key],
    }


def _talk(draft: Dossier, people: dict[str, User]) -> None:
    """The applicant asked about a draft; the city answered, an official read it."""
    for who, side in (("AO", Side.ENTERPRISE), ("MO", Side.CITY)):
        said = DossierMessage.objects.create(
            dossier=draft, writer=people[who], side=side, number=1, text="示例", at=NOW
        )
    MessageMark.objects.create(dossier=draft, person=people["PO"], upto=said.pk)


def _stamped(round: Round, city: User) -> str:
    """The city's list, signed and stamped."""
    RecommendationQuota.objects.create(
        round=round, kind="industry", city=city.city, most=1
    )
    RecommendationTerm.objects.create(round=round, due_at=NOW)
    sheet = RecommendationSheet(
        round=round, city=city.city, name="盖章件.pdf", size=9, sha256="0" * 64,
        content_type="application/pdf", uploaded_by=city, uploaded_at=NOW,
    )  # fmt: skip
    sheet.file.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    return sheet.key


def _scoring(people: dict[str, User]) -> Arguments:
    """A round in scoring with an accepted dossier, and one not yet declared for."""
    round = make_round(status=Round.Status.SCORING)
    dossier = make_dossier(people["AO"], round=round, status=Dossier.Status.ACCEPTED)
    evidence = _paper(dossier)
    expert = people["RA"].expert
    assigned = make_assignment(dossier=dossier, expert=expert)
    make_sheet(assigned, state="draft", points={})
    other = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    undeclared = make_assignment(
        dossier=other, expert=expert, state="assigned", declared_at=None
    )
    flag = assigned.flags.create(
        kind="scope", about="dossier", reason="示例", raised_at=NOW
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
    veto = dossier.vetoes.create(
        item="incidents", is_confirmed=False, reason="示例", by=people["PO"], at=NOW
    )
    dossier.veto_reviews.create(item="incidents", agrees=True, by=people["MO"], at=NOW)
    return {
        "veto": [veto.pk],
        "veto_item": [dossier.key, "fraud"],
        "decided_veto": [dossier.key, "incidents"],
        "unknown_veto": [dossier.key, "no-such-item"],
        "round": [round.pk],
        "round_kind": [round.pk, "industry"],
        **work_table(dossier, people["PO"]),
        "dossier": [dossier.key],
        "section": [dossier.key, "organisation"],
        "evidence": [evidence.key],
        "evidence_page": [evidence.key, 1],
        "no_such_page": [evidence.key, 2],
        "clause": [dossier.key, "device-access"],
        "ruled_clause": [dossier.key, "type-fit"],
        "unknown_clause": [dossier.key, "no-such-clause"],
        "ruling": [ruling.pk],
        "assignment": [assigned.key],
        "assignment_evidence": [assigned.key, evidence.key],
        "assignment_page": [assigned.key, evidence.key, 1],
        "flag": [flag.pk],
        "own_flag": [assigned.key, flag.pk],
        "no_such_flag": [assigned.key, 999_999],
        "undeclared": [undeclared.key],
        "undeclared_evidence": [undeclared.key, evidence.key],
        "undeclared_page": [undeclared.key, evidence.key, 1],
        "recused": [recused.key],
        "recused_evidence": [recused.key, evidence.key],
        "recused_page": [recused.key, evidence.key, 1],
        "expert": [expert.pk],
        "round_expert": [round.pk, expert.pk],
        "conflict": [conflict.pk],
        **expert_pool(people["PO"]),
    }


def _closed(people: dict[str, User]) -> Arguments:
    """Scoring is over: each kind's list is at another stage."""
    round = make_round(status=Round.Status.CLOSED)
    dossier = make_dossier(people["AO"], round=round, status=Dossier.Status.ACCEPTED)
    handed_in = make_assignment(dossier=dossier, expert=people["RA"].expert)
    make_sheet(handed_in)
    evidence = _paper(dossier)
    colleague = make_user(User.Role.OFFICIAL)
    TrialNote.objects.create(
        round=round, kind="industry", weights={}, text="示例", by=colleague, at=NOW,
        outcome={"tau": None, "has_line": False, "enters": [], "leaves": []},
    )  # fmt: skip
    return {
        "closed_round": [round.pk],
        "closed_kind": [round.pk, "industry"],
        **lists_under_way(round, people["PO"], colleague),
        "unknown_kind": [round.pk, "no-such-kind"],
        "closed_assignment": [handed_in.key],
        "closed_evidence": [handed_in.key, evidence.key],
        "closed_page": [handed_in.key, evidence.key, 1],
    }


def _published(people: dict[str, User]) -> Arguments:
    """An earlier round in which the same enterprise was chosen, and its letters."""
    owner, official = people["AO"], people["PO"]
    round = make_round(status=Round.Status.PUBLISHED)
    chosen = make_dossier(owner, round=round, status=Dossier.Status.ACCEPTED)
    shortlist = make_list(
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
    other = make_dossier(make_user(), round=round, status=Dossier.Status.ACCEPTED)
    issued = _letter(chosen, official, Letter.Kind.OPINION, issued_at=NOW)
    waiting = _letter(chosen, official, Letter.Kind.RESULT)
    return {
        "published": [round.pk],
        "published_kind": [round.pk, "industry"],
        **departure(shortlist, other, official),
        "chosen": [chosen.key],
        "letter": [issued.key],
        "unissued_letter": [waiting.key],
    }


def _paper(dossier: Dossier) -> Evidence:
    """A file of one page that can be shown."""
    evidence = make_evidence(dossier, page_count=1)
    FieldChange.objects.create(
        dossier=dossier, section="access", field="staff", new="9",
        by=dossier.started_by, at=NOW,
    )  # fmt: skip
    evidence.file.save("x.pdf", ContentFile(sound.pdf()))
    return evidence


def _letter(dossier: Dossier, by: User, kind: str, **fields: object) -> Letter:
    letter = Letter.objects.create(
        dossier=dossier, kind=kind, number=f"示例{kind}号", content={},
        written_by=by, written_at=NOW, printed_at=NOW, sha256="0" * 64, **fields,
    )  # fmt: skip
    letter.pdf.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    return letter
