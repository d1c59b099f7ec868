"""The roster: out as a template, in with a report, taken over whole or not at all."""

import io
from functools import cache

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.filing_book import Spoiled
from portal.models import AuditEntry, Invitation, User
from scoring.actions import experts
from scoring.actions.roster import Stale, take_over
from scoring.facts.roster import COLUMNS, SHEET, plan_of
from scoring.facts.roster_pool import Deed
from scoring.forms.roster import read_roster
from scoring.models import Expert
from tests.factories import NOW, make_expert, make_user
from tests.portal.spoiled_books import files_of
from tests.scoring.rosters import NEW, apply, filled, issued, text, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def browser(client, official):
    client.force_login(official)
    return client


def test_what_is_issued_comes_back_without_a_change():
    known = make_expert(
        title="=1+1", fields=["工业软件", "数据安全"], city="长春市", years=0
    )

    read = read_roster(issued(known), "jilin")

    assert (read.problems, read.periods) == ((), ())
    [line] = plan_of("jilin", read.entries).lines
    assert (line.deed, line.code) == (Deed.SAME, known.code)


def test_no_text_of_the_pool_becomes_a_formula_and_the_heads_say_what_to_do():
    make_expert(title='=HYPERLINK("http://x.example.com")', city="@SUM(1)")
    sheet = load_workbook(io.BytesIO(issued(*Expert.objects.all())))[SHEET]

    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "inlineStr"}
    assert sheet[f"{COLUMNS['title']}2"].quotePrefix
    assert all(cell.comment for cell in sheet[1])
    checks = sheet.data_validations.dataValidation
    lists = {str(each.sqref)[0]: each.formula1 for each in checks}
    assert lists[COLUMNS["is_available"]] == '"是,否"'
    assert lists[COLUMNS["city"]].startswith("=选项")


def test_a_report_writes_nothing_and_applying_writes_all(browser):
    same, old = make_expert(fields=["数据安全"]), make_expert(years=3)
    row = {"city": "吉林市", "years": 4, "employer": None}
    content = filled(NEW, known=(same, old), change=lambda b: put(b, 3, row))

    answer = upload(browser, content)

    assert answer.context["report"]["counts"] == {
        "add": 1, "change": 1, "same": 1, "refused": 0, "periods": 0,
    }  # fmt: skip
    assert "从业年限（年）：3 → 4" in text(answer)
    assert Expert.objects.count() == 2
    assert not AuditEntry.objects.exists()

    apply(browser, answer)

    expert = Expert.objects.get(employer="示例大学")
    assert expert.user.email == "yi@example.com"
    assert (expert.fields, expert.years) == (["工业软件", "数据安全"], 12)
    assert not expert.is_available
    employer = old.employer
    old.refresh_from_db()
    assert (old.city, old.years, old.employer) == ("吉林市", 4, employer)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "expert.edited", "expert.added", "expert.edited", "expert.roster_imported",
    ]  # fmt: skip


def put(book, row: int, values: dict[str, object]) -> None:
    for id, value in values.items():
        book[SHEET][f"{COLUMNS[id]}{row}"].value = value


def test_nobody_is_invited_unless_the_official_says_so(browser, official):
    apply(browser, upload(browser, filled(NEW)))
    expert = Expert.objects.get()
    page = reverse("scoring:expert_edit", args=[expert.pk])
    assert not Invitation.objects.exists()
    assert "还没有邀请" in text(browser.get(page))
    listed = browser.get(reverse("scoring:experts"), {"state": "uninvited"})
    assert [row.state.word for row in listed.context["rows"]] == ["暂停评审"]

    invite = reverse("scoring:expert_invite", args=[expert.pk])
    browser.post(invite)
    token = Invitation.objects.get().token
    assert reverse("portal:invitation", args=[token]) in text(browser.get(page))
    assert "没有再发" in text(browser.post(invite, follow=True))

    other = NEW | {"email": "bing@example.com", "name": "示例专家丙"}
    apply(browser, upload(browser, filled(other)), invite="on")
    assert Invitation.objects.filter(user__email="bing@example.com").exists()
    [entry] = AuditEntry.objects.filter(
        action="expert.roster_imported", detail__is_inviting=True
    )
    assert entry.detail["added"] == 1


def test_an_expert_with_a_password_is_not_invited_again(browser):
    invite = reverse("scoring:expert_invite", args=[make_expert().pk])

    assert "没有再发" in text(browser.post(invite, follow=True))
    assert not Invitation.objects.exists()


REFUSED = {
    "no name": ({"name": None}, "name", "必须填写姓名"),
    "no address": ({"email": None}, "email", "必须填写电子邮箱"),
    "no field": ({"fields": "、"}, "fields", "必须填写专业领域"),
    "no such code": ({"code": "Z999"}, "code", "没有这个编号"),
    "another's code": ({"code": "Z777"}, "code", "没有这个编号"),
    "an account": ({"email": "firm@example.com"}, "email", "已有账号"),
    "another province's": ({"email": "far@example.com"}, "email", "已有账号"),
    "bad address": ({"email": "无"}, "email", "电子邮箱"),
    "bad code": ({"employer_code": "91220100MA0000000X"}, "employer_code", "校验"),
    "many fields": ({"fields": "、".join("一二三四五六七八九十甲")}, "fields", "最多"),
    "long field": ({"fields": "字" * 21}, "fields", "超过 20 字"),
    "long employer": ({"employer": "长" * 121}, "employer", "最多 120 字"),
    "unseen": ({"name": "甲\u202e乙"}, "name", "U+202E"),
    "years": ({"years": 71}, "years", "0 至 70"),
    "half a year": ({"years": 1.5}, "years", "整数"),
    "truth": ({"is_available": "也许"}, "is_available", "只能是"),
    "a truth as name": ({"name": True}, "name", "逻辑值"),
    "formula": ({"title": "=f(1)"}, "title", "公式"),
    "formula for years": ({"years": "=f(1)"}, "years", "公式"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_that_cannot_be_taken_is_named_and_holds_up_all(browser, name):
    typed, id, said = REFUSED[name]
    make_user(email="firm@example.com")
    make_expert(
        province="jiangsu", code="Z777",
        user=make_user(User.Role.EXPERT, province="jiangsu", email="far@example.com"),
    )  # fmt: skip
    good = NEW | {"email": "good@example.com", "name": "示例专家丁"}

    answer = upload(browser, filled(good, NEW | typed))

    [refusal] = answer.context["refusals"]
    assert (refusal.problem.sheet, refusal.problem.cell) == (SHEET, f"{COLUMNS[id]}3")
    assert said in refusal.problem.rule
    assert refusal.problem.remedy
    assert refusal.label
    assert answer.context["report"]["counts"]["add"] == 1
    assert answer.context["report"]["counts"]["refused"] == 1
    assert not answer.context["token"]
    assert "没有任何改动" in text(answer)


def test_one_person_twice_and_an_address_that_changed_are_refused(browser):
    known = make_expert()
    twice = filled(NEW, NEW | {"name": "示例专家丙"})
    assert len(upload(browser, twice).context["refusals"]) == 2
    both_ways = filled({"code": known.code, "years": 1}, {"email": known.user.email})
    cells = [
        each.problem.cell for each in upload(browser, both_ways).context["refusals"]
    ]
    assert cells == [f"{COLUMNS['code']}2", f"{COLUMNS['email']}3"]

    other = {"code": known.code, "email": "other@example.com"}
    [refusal] = upload(browser, filled(other)).context["refusals"]
    assert known.user.email in refusal.problem.remedy


def test_an_expert_is_found_by_address_and_a_namesake_is_pointed_out(browser):
    known = make_expert(employer="示例大学")
    by_address = {"email": known.user.email.upper(), "city": "四平市"}
    namesake = NEW | {"name": known.user.name}

    answer = upload(browser, filled(by_address, namesake))

    assert answer.context["report"]["counts"]["change"] == 1
    assert f"与 {known.code} 同名同单位" in text(answer)


def test_a_report_that_is_no_longer_true_is_refused_and_nothing_is_written(browser):
    known = make_expert(years=3)
    content = filled(NEW, known=(known,), change=lambda b: put(b, 2, {"years": 4}))
    answer = upload(browser, content)
    Expert.objects.update(years=5)

    refused = apply(browser, answer)

    assert refused.status_code == 409
    assert "专家库又有改动" in text(refused)
    assert Expert.objects.get().years == 5
    again = upload(browser, content)
    assert apply(browser, again).status_code == 200
    assert apply(browser, again).status_code == 409  # a second time
    assert Expert.objects.count() == 2


def test_a_report_is_its_readers_own(browser, client):
    answer = upload(browser, filled(NEW))
    client.force_login(make_user(User.Role.OFFICIAL))

    refused = apply(client, answer)

    assert refused.status_code == 409
    assert "报告已失效" in text(refused)
    assert not Expert.objects.exists()


def test_a_row_that_fails_on_the_way_takes_all_back(official, monkeypatch):
    read = read_roster(
        filled(NEW, NEW | {"email": "b@example.com", "name": "丙"}), "jilin"
    )
    plan = plan_of("jilin", read.entries)
    add = experts.add

    def taken_meanwhile(**said):
        make_user(email=said["email"])
        return add(**said)

    monkeypatch.setattr(experts, "add", taken_meanwhile)
    with pytest.raises(Stale):
        take_over(
            entries=read.entries,
            digest=plan.digest,
            is_inviting=True,
            by=official,
            at=NOW,
        )

    assert not Expert.objects.exists()
    assert not AuditEntry.objects.exists()


SPOILED = {
    "head renamed": lambda book: put(book, 1, {"employer": "单位"}),
    "head a formula": lambda book: put(book, 1, {"employer": "=A2"}),
    "column more": lambda book: book[SHEET].__setitem__("M1", "备注"),
    "row too many": lambda book: put(book, 1002, {"name": "示例"}),
    "merged": lambda book: book[SHEET].merge_cells("B2:C2"),
    "hidden row": lambda b: setattr(b[SHEET].row_dimensions[2], "hidden", True),
    "hidden sheet": lambda book: setattr(book[SHEET], "sheet_state", "hidden"),
    "sheet renamed": lambda book: setattr(book[SHEET], "title", "名单"),
    "sheet more": lambda book: book.create_sheet("秘密"),
    "stamp gone": lambda book: book["说明"].__setitem__("B4", None),
    "stamp a formula": lambda book: book["说明"].__setitem__("B4", "=1"),
    "no first sheet": lambda book: book.remove(book["说明"]),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_template_that_was_changed_is_refused_by_its_place(name):
    with pytest.raises(Spoiled) as caught:
        read_roster(filled(NEW, change=SPOILED[name]), "jilin")

    assert all(
        each.cell and each.rule and each.remedy for each in caught.value.problems
    )


def test_another_provinces_roster_is_refused():
    with pytest.raises(Spoiled, match="不是本省现行的专家名册"):
        read_roster(issued(), "jiangsu")


FILES = files_of(cache(lambda: filled(NEW)))


@pytest.mark.parametrize("name", FILES)
def test_a_spoiled_file_is_refused_on_the_page_and_nothing_is_saved(browser, name):
    answer = upload(browser, FILES[name]())

    if name != "nothing":
        [refusal] = answer.context["refusals"]
        assert refusal.problem.rule.startswith(("文件", "工作簿", "缺少", "模板"))
    assert not answer.context["token"]
    assert not Expert.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_report_costs_the_same_for_one_and_for_three(
    browser, django_assert_num_queries, rows
):
    known = tuple(make_expert() for _ in range(rows))
    more = [
        NEW | {"email": f"{n}@example.com", "name": f"示例{n}"} for n in range(rows)
    ]
    content = filled(*more, known=known)

    # session, user, pool, accounts, absences, blacklistings
    with django_assert_num_queries(6):
        upload(browser, content)
    with django_assert_num_queries(5):  # without accounts
        browser.get(reverse("scoring:roster_template", args=["filled"]))
