"""The public directory: who is in the library, and nothing that is not public."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.models import User
from scoring.models import LibraryDecision
from tests.factories import make_enterprise, make_round, make_user
from tests.scoring.closed_rounds import make_officials
from tests.scoring.libraries import (
    accept,
    decide,
    make_entry,
    make_reserve,
    member_of,
    open_year,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db
Kind = LibraryDecision.Kind
LIBRARY = reverse("scoring:library")


def page_of(entry):
    return reverse("scoring:library_entry", args=[entry.pk])


def found(client, **wanted):
    return text_of(client.get(LIBRARY, wanted))


@pytest.fixture
def people():
    return make_officials()


def jiangxi():
    member = make_user()
    make_enterprise(member, name="示例赣江有限公司", province="jiangxi", city="赣州市")
    round = make_round(province="jiangxi", year=2025, kinds=["provincial"])
    return make_entry(
        member=member, round=round, kind="provincial", library="", platform="赣江平台"
    )


def test_the_directory_lists_by_name_province_kind_level_and_year(client):
    make_entry(platform="松花平台")
    make_reserve(platform="长白平台")
    jiangxi()

    assert "共 3 个" in found(client)
    for wanted, name in (
        ({"q": "松花"}, "松花平台"),
        ({"q": "示例赣江"}, "赣江平台"),
        ({"province": "jiangxi"}, "赣江平台"),
        ({"level": "reserve"}, "长白平台"),
        ({"kind": "specialized"}, "长白平台"),
        ({"year": "2025"}, "赣江平台"),
    ):
        page = found(client, **wanted)
        assert "共 1 个" in page, wanted
        assert name in page, wanted
    assert "没有符合条件的平台" in found(client, q="查无此名")
    assert "共 3 个" in found(client, province="nowhere", year="x")


def test_a_guide_that_names_no_library_has_a_plain_list(client):
    assert "入选平台名单" in text_of(client.get(page_of(jiangxi())))


def test_levels_and_removals_are_public_with_their_reasons(client, people):
    promoted, removed = make_reserve(), make_entry()
    decide(promoted, Kind.PROMOTED, people)
    decide(removed, Kind.REMOVED, people)

    page = text_of(client.get(page_of(promoted)))
    assert "纳入省级储备平台培育库" in page
    assert "由储备晋升重点。理由：示例理由。" in page
    page = text_of(client.get(page_of(removed)))
    assert "已退出 2026年11月20日" in page
    assert "退出。理由：示例理由。" in page
    assert "共 1 个" in found(client, state="left")
    assert "共 1 个" in found(client, state="in")


def test_no_figure_no_report_no_rectification_and_no_name_is_public(client, people):
    entry = make_entry()
    open_year(people[0])
    report = accept(entry, people[0])
    decide(entry, Kind.PASSED, people, report=report, checklist={"figures": True})
    decide(entry, Kind.RECTIFY, people, workdays=5)

    for page in (text_of(client.get(page_of(entry))), found(client)):
        for secret in (
            *("800.5", "示例进展", "整改", "示例理由", "合格"),
            *(people[0].name, people[1].name, member_of(entry).name),
        ):
            assert secret not in page.partition("建设指南对入库")[0], secret
        assert "在库" in page


def test_the_workbook_holds_what_was_asked_for_and_the_same_words(client, people):
    entry = make_entry(platform="松花平台")
    make_reserve(platform="长白平台")
    decide(entry, Kind.RECTIFY, people, workdays=5)

    answer = client.get(reverse("scoring:library_export"), {"level": "key"})

    sheet = load_workbook(BytesIO(answer.content)).active
    year, since = sheet["H4"], sheet["I4"]
    assert (year.value, year.number_format) == (entry.year, "0")  # never 2,025
    assert (since.value.date(), since.number_format) == (entry.since, "yyyy-mm-dd")
    rows = list(sheet.values)
    told = [str(cell) for row in rows for cell in row if cell is not None]
    assert any("层级：重点，共 1 个" in cell for cell in told)
    assert "松花平台" in told
    assert "长白平台" not in told
    assert "在库" in told
    assert "整改中" not in told


def test_a_quote_is_shown_word_for_word_with_its_source(client):
    page = found(client)

    assert "专业型平台纳入省级储备平台培育库。" in page
    assert "加强跟踪评价和动态调整。" in page
    assert "《工业互联网平台建设及推广指南》" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_directory_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, people, rows
):
    entries = [make_reserve() for _ in range(rows)]
    for entry in entries:
        decide(entry, Kind.PROMOTED, people)

    with django_assert_num_queries(3):  # years, count, rows
        client.get(LIBRARY)
    with django_assert_num_queries(2):  # years, rows
        client.get(reverse("scoring:library_export"))
    with django_assert_num_queries(2):  # entry with its list, decisions
        client.get(page_of(entries[0]))


def test_everybody_may_read_it(client):
    entry = make_entry()
    for role in (None, *User.Role):
        if role:
            client.force_login(make_user(role, province="jilin", city="长春市"))
        assert client.get(LIBRARY).status_code == 200
        assert client.get(page_of(entry)).status_code == 200
