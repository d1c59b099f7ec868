"""Words that stand nowhere else, put wherever a person or a firm can be named."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import models

from applications import models as filing
from applications.models import Dossier, Enterprise, Round
from portal.files.checking import SHEET, WORD
from portal.models import User
from scoring.actions import letters
from scoring.actions.printing import print_letter
from scoring.models import LibraryEntry
from tests.factories import (
    NOW,
    credit_code,
    full_points,
    make_assignment,
    make_enterprise,
    make_evidence,
    make_expert,
    make_sheet,
    make_user,
)
from tests.files import telling
from tests.house.world import World
from tests.scoring.closed_rounds import capable_document

#: What names the applicant, by where it is stated.
FIRM = {
    "name": "长春鹂鸣智造（吉林）股份有限公司",
    "code": credit_code(777_001),
    "address": "鹂鸣路七百七十七号鹂鸣大厦",
    "member": "鹂知秋",
    "email": "liming-owner@liming.example.com",
    "phone": "13977700001",
    "platform_name": "鹂鸣云擎平台",
    "legal_representative": "鹂万里",
    "contact_name": "鹂小满",
    "contact_mobile": "13977700002",
    "contact_email": "liming-contact@liming.example.com",
    "platform_url": "https://yunqing.liming.example.com/start",
    "demo_account": "liming-demo / liming-pass",
}
#: Each of these stands in some of the words above, whatever is struck out around it.
TRACES = ("鹂鸣", "鹂知秋", "鹂万里", "鹂小满", "liming", "139777", FIRM["code"])
TOLD = (
    f"{FIRM['name']}由{FIRM['legal_representative']}主持建成{FIRM['platform_name']}，"
    f"联系{FIRM['member']} {FIRM['phone']}（{FIRM['email']}），位于{FIRM['address']}，"
    f"见 {FIRM['platform_url']}，代码{FIRM['code']}。鹂鸣智造的设备上云。"
)
FILES = {
    "application/pdf": ("pdf", telling.pdf),
    "image/jpeg": ("jpg", telling.jpeg),
    "image/png": ("png", telling.png),
    SHEET: ("xlsx", telling.workbook),
    WORD: ("docx", telling.document),
    "video/mp4": ("mp4", telling.video),
}
#: What names an expert, and what one expert wrote or gave.
EXPERT = {
    "name": "鸬鹚白",
    "email": "luci-expert@luci.example.com",
    "phone": "13988800001",
    "employer": "示例鸬鹚研究院",
    "employer_code": credit_code(888_001),
    "title": "鸬鹚级高级工程师",
    "reason": "鸬鹚与申报单位相识",
    "comment": "评语甲：鸬鹚白（PLANT-8，示例鸬鹚研究院）认为协同不足",
    "remark": "总评乙：鸬鹚白认为整体尚可",
}
#: What one expert wrote, whoever he is; letters print it once the list is out.
WORDS = ("评语甲", "总评乙")
#: One expert's mark on a published list: officials see it, nobody else.
MARK = "87.13"
HINTS = ("鸬鹚", "luci", "139888", EXPERT["employer_code"], "PLANT-8")
CODE = "PLANT-8"
#: Rows that hang on a dossier and hold words; versions are kept and cannot be changed.
HANGING = (
    *(filing.DossierMessage, filing.Exemption, filing.FieldChange, filing.FormalCheck),
    *(filing.Ruling, filing.Step, filing.VetoDecision, filing.VetoReview),
)
#: Columns that are keys, states or numbers of the portal's own, not somebody's words.
OWN = {
    *("key", "number", "status", "state", "kind", "section", "clause", "item", "field"),
    *("sha256", "content_type", "computed", "action", "unit", "scan_state", "digest"),
    *("province", "city", "code", "guide_key", "topic", "file", "category", "source"),
}


def plant(world: World) -> User:
    """Every round blind; a firm and an expert whose every word would betray them.

    The applicant AO becomes the firm. What was published before is another's, who is
    the answer; so is who was called to a defence: its experts are to see the name
    (``test_defence_pages`` holds that they see no other).
    """
    Round.objects.update(is_blind=True)
    owner, winner = world.cast["AO"], make_user()
    _away(list(Dossier.objects.filter(shortlist_entries__isnull=False)), winner)
    firm = _renamed(owner)
    hidden = Dossier.objects.filter(shortlist_entries=None, defence=None)
    for dossier in hidden.order_by("pk"):
        _take_over(dossier, firm, owner)
    _say_everywhere(Dossier.objects.filter(enterprise=firm))
    for dossier in Dossier.objects.filter(assignments__isnull=False).distinct():
        _colleague(dossier)
    return winner


def _away(published: list[Dossier], winner: User) -> None:
    """With letters of its own, over what the expert wrote."""
    own = make_enterprise(winner)
    for dossier in published:
        same = Dossier.objects.filter(round=dossier.round, kind=dossier.kind)
        firm, person = own, winner
        if same.filter(enterprise=own).exists():  # one a round and kind
            person = make_user()
            firm = make_enterprise(person)
        dossier.enterprise, dossier.started_by = firm, person
        dossier.document = capable_document()
        dossier.save()
        _colleague(dossier)
        LibraryEntry.objects.filter(source__dossier=dossier).update(enterprise=firm)
        dossier.shortlist_entries.update(marks=[MARK, "88.88"])
        _written(dossier)


def _written(dossier: Dossier) -> None:
    """As an official writes and issues them, and the worker prints them."""
    dossier.letters.all().delete()
    about = {"round": dossier.round, "at": NOW}
    by = User.objects.filter(role=User.Role.OFFICIAL, province="jilin").first()
    written = letters.write_letters(**about, kinds=["opinion", "result"], by=by)
    assert not written.problems, written.problems
    for letter in dossier.letters.all():
        print_letter(letter_id=letter.pk, at=NOW)
    letters.issue_letters(**about, by=by)


def _renamed(owner: User) -> Enterprise:
    firm = owner.membership.enterprise
    firm.name, firm.credit_code = FIRM["name"], FIRM["code"]
    firm.address = FIRM["address"]
    firm.save()
    owner.name, owner.email, owner.phone = FIRM["member"], FIRM["email"], FIRM["phone"]
    owner.save()
    return firm


def _take_over(dossier: Dossier, firm: Enterprise, owner: User) -> None:
    """One a round and kind may be the firm's: another's gets a kind that is free."""
    if dossier.enterprise_id != firm.pk:
        taken = Dossier.objects.filter(round=dossier.round, enterprise=firm)
        free = set(dossier.round.kinds) - set(taken.values_list("kind", flat=True))
        dossier.kind = min(free)
    dossier.enterprise, dossier.started_by = firm, owner
    dossier.platform, dossier.document = FIRM["platform_name"], document()
    dossier.city_opinion = TOLD
    dossier.save()
    for n, (content_type, (ending, make)) in enumerate(FILES.items()):
        evidence = make_evidence(
            dossier,
            section=("attachments", "platform", "capabilities")[n % 3],
            clause="cap_new_tech" if n % 3 == 2 else "",
            name=f"{FIRM['name']}{FIRM['platform_name']}.{ending}",
            pages=f"{FIRM['name']} 3",
            content_type=content_type,
            page_count=1,
        )
        evidence.file.save("x", ContentFile(make(TOLD[:40])))


def document() -> dict[str, Any]:
    profile = {key: FIRM[key] for key in FIRM if "_" in key}
    said = ("positioning", "overview", "industry", "veto_fraud_statement")
    answers = {"cap_new_tech": {"answer": "yes", "statement": TOLD}}
    rows = [{"name": f"{FIRM['name']}所在", "connected_devices": 480}]
    said_so = {"raw": f"{FIRM['name']}60台", "label": "设备", "message": TOLD}
    typed = dict.fromkeys(("connected_devices", "industries-0-name"), said_so)
    return {
        "name": FIRM["name"],
        "metrics": {"connected_devices": 480},
        "industries": rows,
        "domains": [{"name": f"{FIRM['name']}领域"}],
        "parks": [{"name": FIRM["address"]}],
        "profile": {**profile, **dict.fromkeys(said, TOLD)},
        "cases": [{"name": TOLD, "client": FIRM["name"], "summary": TOLD}],
        "capabilities": answers,
        "unread": {"access": typed, "industries": typed},
    }


def _say_everywhere(dossiers: models.QuerySet[Dossier]) -> None:
    """The firm's words in each column of text of each row that hangs on a dossier."""
    for model in HANGING:
        # Past what keeps some of them as they were: nothing else could put it there.
        rows = models.QuerySet(model).filter(dossier__in=dossiers)
        for column in _columns(model):
            rows.update(**{column.name: TOLD[: column.max_length]})
    models.QuerySet(filing.DossierVersion).filter(dossier__in=dossiers).update(
        document=document()
    )
    steps = filing.Step.objects.filter(dossier__in=dossiers)
    models.QuerySet(filing.CorrectionItem).filter(step__in=steps).update(
        label=FIRM["name"], note=TOLD
    )


def _columns(model: type[models.Model]) -> list[models.Field]:
    """Where somebody types freely."""
    return [
        each
        for each in model._meta.fields
        if isinstance(each, models.CharField | models.TextField)
        and not each.choices
        and each.name not in OWN
    ]


def _colleague(dossier: Dossier) -> None:
    """Another expert on the same dossier who has handed in, and said who he is."""
    user = User.objects.filter(email=EXPERT["email"]).first()
    if user is None:
        about = {key: EXPERT[key] for key in ("name", "email", "phone")}
        user = make_user(User.Role.EXPERT, **about)
        expert = {key: EXPERT[key] for key in ("employer", "employer_code", "title")}
        make_expert(user=user, code=CODE, **expert)
    if not dossier.assignments.filter(expert=user.expert).exists():
        seat = make_assignment(
            dossier=dossier, expert=user.expert, reason=EXPERT["reason"]
        )
        codes = full_points(dossier.round, "0.93")
        make_sheet(
            seat,
            points=codes,
            comments=dict.fromkeys(codes, EXPERT["comment"]),
            remark=EXPERT["remark"],
        )
