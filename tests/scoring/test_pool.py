"""The list of the expert pool: narrowed by its address, exported as it is seen."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal import workcalendar
from portal.models import User
from scoring.actions import duty
from scoring.models import Conflict, Expert
from tests.factories import (
    NOW,
    make_assignment,
    make_enterprise,
    make_expert,
    make_sheet,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def browser(client, official):
    client.force_login(official)
    return client


def codes(browser, **wanted: str) -> list[str]:
    page = browser.get(reverse("scoring:experts"), wanted)
    return [row.expert.code for row in page.context["rows"]]


def exported(browser, **wanted: str) -> list[tuple[object, ...]]:
    """The sheet's title, its note, its head and its rows."""
    answer = browser.get(reverse("scoring:experts_export"), wanted)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def kept_out(act, expert: Expert, official: User, days: int = 0) -> None:
    today = workcalendar.today()
    act(
        expert=expert, starts_on=today, ends_on=today + timedelta(days=days),
        reason="示例事由", by=official, at=NOW,
    )  # fmt: skip


def test_the_pool_is_searched_by_field_city_word_and_state(browser, official):
    make_expert(
        code="Z001", fields=["工业软件"], employer="甲单位", city="长春市", title="教授"
    )
    make_expert(code="Z002", fields=["数据安全"], employer="乙单位", is_available=False)
    make_expert(code="Z003", province="jiangsu", fields=["工业软件"], city="南京市")
    kept_out(duty.enter_absence, make_expert(code="Z004", city="长春市"), official)
    kept_out(duty.blacklist, make_expert(code="Z005"), official)
    silent = make_user(User.Role.EXPERT)
    silent.set_unusable_password()
    silent.save()
    make_expert(code="Z006", user=silent)

    everybody = ["Z001", "Z002", "Z004", "Z005", "Z006"]
    assert codes(browser) == everybody
    assert codes(browser, field="工业软件") == ["Z001"]
    assert codes(browser, city="长春市") == ["Z001", "Z004"]
    assert codes(browser, city="长春市", state="yes") == ["Z001"]
    assert codes(browser, q="数据") == ["Z002"]
    assert codes(browser, q="乙单位") == ["Z002"]
    assert codes(browser, q="z001") == ["Z001"]
    assert codes(browser, state="yes") == ["Z001", "Z006"]
    assert codes(browser, state="no") == ["Z002"]
    assert codes(browser, state="away") == ["Z004"]
    assert codes(browser, state="blacklisted") == ["Z005"]
    assert codes(browser, state="uninvited") == ["Z006"]
    assert codes(browser, field="无此领域") == everybody
    assert codes(browser, city="南京市") == everybody


def test_each_row_says_its_state_and_why(browser, official):
    expert = make_expert(fields=["数据安全"], city="四平市", years=0)
    kept_out(duty.blacklist, expert, official, 30)
    stopped = make_expert()
    User.objects.filter(pk=stopped.user_id).update(is_active=False)
    page = browser.get(reverse("scoring:experts"), {"page": "1"})

    words = [row.state.word for row in page.context["rows"]]
    assert sorted(words) == sorted(["黑名单", "账号停用"])
    assert "示例事由" in page.content.decode()


def test_the_export_holds_what_is_seen_and_says_what_was_asked_for(browser, official):
    expert = make_expert(
        title="=1+1", fields=["工业软件", "数据安全"], city="长春市", years=9
    )
    make_sheet(make_assignment(expert=expert))
    make_assignment(expert=expert)
    tied = make_enterprise()
    Conflict.objects.create(
        expert=expert, enterprise=tied, reason="示例", declared_at=NOW
    )
    kept_out(duty.enter_absence, expert, official)
    make_expert(city="四平市")

    title, note, head, *rows = exported(browser, city="长春市", state="away")

    assert title[0] == "专家库"
    assert note[0].startswith("所在城市：长春市；状态：不可评审时段内，共 1 人")
    [row] = rows
    said = dict(zip(head, row, strict=True))
    assert said["专家编号"] == expert.code
    assert said["职称"] == "=1+1"
    assert (said["专业领域"], said["从业年限（年）"]) == ("工业软件、数据安全", 9)
    assert said["状态"] == "不可评审"
    assert "示例事由" in said["今天不能分派的原因"]
    loads = (
        "在办批次分派（份）",
        "在办批次已交（份）",
        "累计已评（份）",
        "利益关系（家）",
    )
    assert [said[each] for each in loads] == [2, 1, 1, 1]
    assert len(exported(browser)) == 3 + 2


def test_the_list_links_to_the_export_with_its_filters(browser):
    make_expert(city="长春市")
    page = browser.get(reverse("scoring:experts"), {"city": "长春市", "page": "1"})

    url = reverse("scoring:experts_export")
    assert f"{url}?city=%E9%95%BF%E6%98%A5%E5%B8%82" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pool_costs_the_same_for_one_and_for_three(
    browser, official, django_assert_num_queries, rows
):
    for _ in range(rows):
        expert = make_assignment().expert
        make_assignment(expert=expert)
        kept_out(duty.blacklist, expert, official)

    # session, user, fields and cities, count, rows, who is out
    with django_assert_num_queries(6):
        page = browser.get(reverse("scoring:experts"))
    with django_assert_num_queries(5):  # without the count
        browser.get(reverse("scoring:experts_export"))

    assert [row.expert.load for row in page.context["rows"]] == [2] * rows
