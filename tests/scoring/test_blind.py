"""In a blind round nothing that an expert can fetch names the applicant."""

import io
import json
import re
import zipfile

import pytest
import weasyprint
from django.core.files.base import ContentFile
from django.urls import reverse

from applications.models import Dossier, Round, Ruling
from portal.models import User
from scoring.facts.blinding import HIDDEN, Veil
from scoring.models import Assignment
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_enterprise,
    make_evidence,
    make_round,
    make_user,
)
from tests.files import sound
from tests.files.said import places_of

pytestmark = pytest.mark.django_db

#: A word that stands nowhere else, for each field that names the applicant.
SECRETS = {
    "legal_representative": "赵金丝",
    "contact_name": "钱雀儿",
    "contact_mobile": "13987654321",
    "contact_email": "canary@mail.example.com",
    "platform_url": "https://canary-platform.example.com/start",
    "demo_account": "canaryviewer / canarypass",
    "organisation_nature": "外资",
    "founded_on": "2011-02-03",
    "registered_capital": "98765.43",
    "platform_name": "金丝雀云平台",
}
NEUTRAL = sound.pdf()
NAME = "示例金丝雀智能（吉林）有限公司"
NAMING = weasyprint.HTML(string=f"<p>证明：{NAME}，孙小鸟，设备 480 台").write_pdf()
TOLD = f"{NAME}的金丝雀云平台由赵金丝主持，见 canary-platform.example.com"


@pytest.fixture
def assignment() -> Assignment:
    member = make_user(name="孙小鸟")
    enterprise = make_enterprise(member, name=NAME, address="示例路七十七号金丝大厦")
    dossier = make_dossier(
        member,
        enterprise=enterprise,
        round=make_round(status=Round.Status.SCORING, is_blind=True),
        status=Dossier.Status.ACCEPTED,
        platform=SECRETS["platform_name"],
        document={
            "name": NAME,
            "metrics": {"connected_devices": 480},
            "industries": [{"name": f"{NAME}所在行业", "connected_devices": 480}],
            "domains": [],
            "parks": [],
            "profile": SECRETS | {"industry": "35 专用设备制造业", "positioning": TOLD},
            "cases": [{"name": "案例", "client": NAME, "summary": TOLD}],
            "capabilities": {"cap_new_tech": {"answer": "yes", "statement": TOLD}},
        },
    )
    for section in ("attachments", "platform", "capabilities"):
        evidence = make_evidence(
            dossier,
            section=section,
            name=f"{NAME}{section}.pdf",
            pages=f"{NAME} 3",
            clause="cap_new_tech" if section == "capabilities" else "",
        )
        content = NAMING if section == "platform" else NEUTRAL
        evidence.file.save("x", ContentFile(content))
    Ruling.objects.create(
        dossier=dossier,
        clause="service",
        computed="unmet",
        is_met=True,
        reason=TOLD,
        by=make_user(User.Role.OFFICIAL),
        at=NOW,
    )
    return make_assignment(dossier=dossier, state="assigned", declared_at=None)


def canaries(assignment: Assignment) -> list[str]:
    enterprise = assignment.dossier.enterprise
    words = [*SECRETS.values(), NAME, "金丝雀", "孙小鸟", "金丝大厦"]
    words += [enterprise.credit_code, enterprise.address, "canary", "2011年2月3日"]
    return [*words, "98,765.43"]


def crawl(client, start: str) -> dict[str, str]:
    """Every page of the experts' side that links lead to, heads and bodies."""
    found: dict[str, str] = {}
    due = [start]
    while due:
        address = due.pop()
        if address in found or address.startswith(("/accounts/", "/static/")):
            continue
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        found[address] = str(answer.headers) + body.decode(errors="replace")
        if answer.status_code in (301, 302):
            due.append(answer.url)
        links = re.findall(r'(?:href|action|data-autosave)="(/[^"#]*)', found[address])
        due += [link.replace("&amp;", "&") for link in links]
    return found


def test_no_page_that_the_expert_can_reach_names_the_applicant(client, assignment):
    client.force_login(assignment.expert.user)
    tasks = reverse("scoring:tasks")

    seen = crawl(client, tasks)
    declare = reverse("scoring:declare", args=[assignment.key])
    refused = client.post(declare, {"answer": "tie"}).content.decode()
    opened = client.post(declare, {"answer": "none"}, follow=True).content.decode()
    seen |= crawl(client, tasks)
    typed = {"version": "1", "points-4.1.5": "x"}
    sheet = reverse("scoring:sheet", args=[assignment.key])
    wrong = client.post(sheet, typed).content.decode()
    client.post(sheet, typed | {"points-4.1.5": "2"})
    elsewhere = {"seen": json.dumps({"points-4.1.5": "9"}), "points-4.1.5": "1"}
    stale = client.post(sheet, typed | elsewhere)
    saved = client.post(
        reverse("scoring:sheet_save", args=[assignment.key]), {"changed": "remark"}
    )
    everything = [*seen.values(), refused, opened, wrong]
    everything += [stale.content.decode(), saved.content.decode()]

    files = [a for a in seen if "/evidence/" in a]
    assert len([a for a in files if a.endswith("/view/")]) == 3
    assert len([a for a in files if a.endswith("/pages/1/")]) == 3
    assert len(files) == 9
    assert stale.status_code == 409
    for word in canaries(assignment):
        assert not [page[:80] for page in everything if word in page], word


def test_no_part_of_an_offline_sheet_names_the_applicant(client, assignment):
    Assignment.objects.update(state="declared", declared_at=NOW)
    client.force_login(assignment.expert.user)
    round = assignment.dossier.round_id

    for address in (
        reverse("scoring:offline_sheet", args=[assignment.key]),
        reverse("scoring:offline_book", args=[round]),
    ):
        answer = client.get(address)
        parts = zipfile.ZipFile(io.BytesIO(answer.content))
        texts = [parts.read(name).decode() for name in parts.namelist()]
        texts += [str(answer.headers), *parts.namelist()]
        assert any(assignment.dossier.number in text for text in texts)
        for word in canaries(assignment):
            assert not [text[:80] for text in texts if word in text], word


def test_what_is_not_a_name_stays_and_evidence_has_numbers(client, assignment):
    Assignment.objects.update(state="declared", declared_at=NOW)
    client.force_login(assignment.expert.user)

    page = client.get(reverse("scoring:sheet", args=[assignment.key])).content.decode()

    for shown in ("480", "35 专用设备制造业", HIDDEN, "佐证 1", "佐证 3"):
        assert shown in page
    evidence = assignment.dossier.evidence.order_by("pk").last()
    answer = client.get(
        reverse("scoring:scoring_evidence", args=[assignment.key, evidence.key])
    )
    number = assignment.dossier.number
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert number in answer.headers["Content-Disposition"]
    assert b"".join(answer) == NEUTRAL


def test_a_file_that_names_its_owner_is_given_without_the_name(client, assignment):
    Assignment.objects.update(state="declared", declared_at=NOW)
    client.force_login(assignment.expert.user)
    named = assignment.dossier.evidence.get(section="platform")

    answer = client.get(
        reverse("scoring:scoring_evidence", args=[assignment.key, named.key])
    )

    copy = b"".join(answer)
    assert places_of(NAME, NAMING)
    assert places_of("孙小鸟", NAMING)
    assert [places_of(word, copy) for word in canaries(assignment)] == [
        [] for _ in canaries(assignment)
    ]


def test_an_open_round_shows_the_applicant(client, assignment):
    Round.objects.update(is_blind=False)
    client.force_login(assignment.expert.user)

    page = client.get(reverse("scoring:declare", args=[assignment.key]))

    assert NAME in page.content.decode()
    assert SECRETS["platform_name"] in page.content.decode()


def test_other_spellings_of_a_name_are_struck_out_too(assignment):
    veil = Veil(assignment.dossier)

    assert veil.text("示例金丝雀智能(吉林)有限公司承建") == f"{HIDDEN}承建"
    assert veil.text("示例金丝雀智能（吉林）公司") == f"{HIDDEN}公司"
    assert veil.text("CANARY@mail.example.com") == HIDDEN
    assert veil.text("设备 480 台") == "设备 480 台"
    assert assignment.dossier.document["profile"]["contact_name"] == "钱雀儿"
