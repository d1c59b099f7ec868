"""The work table: every dossier of a round, as its address asks for it."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from applications.models import Dossier, Enterprise, Round, Ruling, VetoReview
from portal.models import User
from scoring.actions import shortlists
from scoring.facts import lines_of
from scoring.models import SavedView
from scoring.worktable import shown
from tests.factories import (
    NOW,
    make_assignment,
    make_expert,
    make_user,
)
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    SECURITY,
    frozen_at,
    make_closed_round,
    make_officials,
    make_ranked,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db
REPORT = {"eligible": True, "verdicts": []}
UNMET = {
    "eligible": False,
    "verdicts": [
        {
            "clause": SECURITY,
            "source": "四是具备安全防护能力",
            "wording": "mandatory",
            "outcome": "unmet",
        }
    ],
}


@pytest.fixture
def round() -> Round:
    """Three that are ranked, one kept out, one still with its city."""
    round = make_closed_round(quotas={KIND: 2})
    for number, shares in {
        "A-01": ("0.9", "0.6"),
        "A-02": ("0.8", "0.8"),
        "A-03": ("0.7",),
    }.items():
        make_ranked(round, number, *shares, report=REPORT, submitted_at=NOW)
    make_ranked(round, "A-04", "1", lacking=[CAP_SECURITY], report=UNMET)
    make_ranked(round, "A-05", kind="regional", report=REPORT)
    Dossier.objects.filter(number="A-05").update(status="submitted")
    moved = Enterprise.objects.filter(dossiers__number__in=["A-03", "A-05"])
    moved.update(city="吉林市")
    return round


@pytest.fixture
def official(client) -> User:
    official = make_officials()[0]
    client.force_login(official)
    return official


def address(round: Round, name: str = "worktable", *more: object) -> str:
    return reverse(f"scoring:{name}", args=[round.pk, *more])


def numbers(client, round: Round, **asked: object) -> list[str]:
    page = client.get(address(round), {"sort": "number", **asked})
    rows = [row for row, _ in page.context["rows"]]
    assert all(row.enterprise in text_of(page) for row in rows)
    return [row.number for row in rows]


def rows_by_number(client, round: Round) -> dict:
    page = client.get(address(round), {"sort": "number"})
    return {row.number: row for row in page.context["table"].rows}


def test_each_row_says_what_the_ranking_and_the_report_say(client, round, official):
    rows = rows_by_number(client, round)

    for line in lines_of(round, KIND):
        row = rows[line.number]
        assert (row.place, row.mark, row.spread) == (line.place, line.mark, line.spread)
        assert row.is_eligible is line.is_eligible
    assert rows["A-01"].result == rows["A-02"].result == "拟入选（暂按名额）"
    assert rows["A-03"].result == "未入选（暂按名额）"
    assert rows["A-04"].result == "未达到门槛"
    assert rows["A-04"].failing == ("四是具备安全防护能力",)
    assert rows["A-05"].result == ""


def test_the_page_prints_it_with_flags_in_words(client, round, official):
    page = text_of(client.get(address(round), {"sort": "number", "q": "A-01"}))

    assert "A-01 示例A-01有限公司 长春市 行业级" in page
    assert "已受理 达到 2/3 2/2" in page
    assert "偏大" in page
    assert "专家未满；极差偏大" in page


def test_after_the_freeze_the_result_is_the_lists(client, round, official):
    frozen_at(round=round, kind=KIND, quota=1, minimum=None, by=official, at=NOW)

    rows = rows_by_number(client, round)

    assert rows["A-02"].result == "拟入选（待复核）"
    assert rows["A-01"].result == "未入选（待复核）"


def test_while_experts_score_no_mark_and_no_place_is_shown(client, round, official):
    Round.objects.update(status=Round.Status.SCORING)

    page = client.get(address(round), {"sort": "-mark", "spread": "5", "c": "place"})

    assert all(row.line is None for row in page.context["table"].rows)
    assert not {"mark", "spread", "place", "result"} & set(page.context["asked"].known)
    assert "评审结束后显示" in text_of(page)
    assert len(page.context["rows"]) == 5


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "regional"}, ["A-05"]),
        ({"city": "吉林市"}, ["A-03", "A-05"]),
        ({"status": "accepted"}, ["A-01", "A-02", "A-03", "A-04"]),
        ({"eligible": "no"}, ["A-04"]),
        ({"progress": "vacant"}, ["A-01", "A-02", "A-03", "A-04"]),
        ({"progress": "none"}, []),
        ({"spread": "10"}, ["A-01"]),
        ({"flag": "极差偏大"}, ["A-01"]),
        ({"q": "a-02"}, ["A-02"]),
        ({"q": "示例A-03"}, ["A-03"]),
        ({"city": "吉林市", "status": "accepted"}, ["A-03"]),
        ({"city": "火星", "status": "x", "page": "99"}, [f"A-0{n}" for n in "12345"]),
        ({"sort": "-mark"}, ["A-04", "A-02", "A-01", "A-03", "A-05"]),
        ({"sort": "place"}, ["A-02", "A-01", "A-03", "A-04", "A-05"]),
        ({"sort": "-place"}, ["A-03", "A-01", "A-02", "A-04", "A-05"]),
        ({"sort": "-city"}, ["A-01", "A-02", "A-04", "A-03", "A-05"]),
        ({"sort": "nonsense"}, [f"A-0{n}" for n in "12345"]),
    ],
)
def test_the_address_narrows_and_orders(client, round, official, asked, found):
    assert numbers(client, round, **asked) == found


def test_a_draft_sheet_and_a_seat_more_are_seen_at_once(client, round, official):
    assert numbers(client, round, progress="all")[0] == "A-01"
    seat = make_assignment(
        dossier=Dossier.objects.get(number="A-01"), expert=make_expert()
    )

    row = rows_by_number(client, round)["A-01"]

    assert (row.seats, row.sheets) == (3, 2)
    assert "评分未交齐" in row.flags
    assert numbers(client, round, progress="some") == ["A-01"]
    assert seat.pk


def test_a_doubted_veto_item_waits_until_it_is_decided(client, round, official):
    Round.objects.update(status=Round.Status.SCORING)
    assert rows_by_number(client, round)["A-01"].vetoes == ""

    VetoReview.objects.create(
        dossier=Dossier.objects.get(number="A-01"),
        item="incidents",
        agrees=False,
        note="示例。",
        by=official,
        at=NOW,
    )

    assert rows_by_number(client, round)["A-01"].vetoes == "待认定"
    assert numbers(client, round, flag="否决待认定") == ["A-01"]


def test_a_ruling_changes_the_threshold(client, round, official):
    assert numbers(client, round, eligible="no") == ["A-04"]
    Ruling.objects.create(
        dossier=Dossier.objects.get(number="A-04"),
        clause=SECURITY,
        computed="unmet",
        is_met=True,
        reason="示例。",
        by=official,
        at=NOW,
    )

    assert numbers(client, round, eligible="no") == []


def test_conditions_stand_as_chips_and_each_is_taken_away(client, round, official):
    asked = {"city": "吉林市", "q": "A", "sort": "-mark", "c": ["mark", "city"]}
    page = client.get(address(round), asked)

    [(_, city, without_city), (_, word, _)] = page.context["asked"].words
    assert (city, word) == ("设区市：吉林市", "关键词：A")
    assert without_city == "?q=A&sort=-mark&c=city&c=mark"
    assert without_city.replace("&", "&amp;") in page.content.decode()


def test_the_heads_say_by_what_it_is_sorted_and_turn_it_round(client, round, official):
    falling = client.get(address(round), {"sort": "-mark"}).content.decode()
    rising = client.get(address(round), {"sort": "mark"}).content.decode()
    usual = client.get(address(round)).content.decode()

    assert 'aria-sort="descending"><a href="?sort=mark">得分' in falling
    assert 'aria-sort="ascending"><a href="?sort=-mark">得分' in rising
    assert 'aria-sort="ascending"><a href="?sort=-number">申报编号' in usual
    assert '<a href="?sort=-mark">得分' in usual


def test_columns_are_chosen_and_number_and_name_always_stay(client, round, official):
    page = client.get(address(round), {"c": ["failing", "city"]})

    assert [head.column.name for head in page.context["heads"]] == [
        *("number", "enterprise", "city", "failing"),
    ]
    assert "四是具备安全防护能力" in text_of(page)


def test_the_workbook_is_what_is_seen(client, round, official):
    Enterprise.objects.filter(dossiers__number="A-03").update(name="=1+1")
    asked = {"city": "吉林市", "sort": "-number", "c": ["city", "mark", "place"]}

    data = client.get(address(round, "worktable_export"), asked).content

    sheet = load_workbook(BytesIO(data))["台账"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert "筛选条件：设区市：吉林市；共 2 家" in rows[1][0]
    assert "次序：申报编号降序" in rows[2][0]
    assert rows[3][:5] == ["申报编号", "申报单位", "设区市", "得分", "名次"]
    assert [row[0] for row in rows[4:]] == ["A-05", "A-03"]
    assert sheet.cell(6, 2).data_type == "s"
    assert sheet.cell(6, 4).value == pytest.approx(float(lines_of(round, KIND)[2].mark))


def test_the_rows_ticked_are_exported_alone(client, round, official):
    key = Dossier.objects.get(number="A-02").key

    data = client.get(address(round, "worktable_export"), {"d": [key, "x"]}).content

    rows = list(load_workbook(BytesIO(data))["台账"].iter_rows(values_only=True))
    assert "其中选中的 1 家" in rows[1][0]
    assert [row[0] for row in rows[4:]] == ["A-02"]


def test_a_dossier_leads_to_the_next_of_the_list_as_filtered(client, round, official):
    keys = dict(Dossier.objects.values_list("number", "key"))
    asked = "?status=accepted&sort=-mark"

    page = client.get(address(round, "worktable_dossier", keys["A-02"]) + asked)
    gone = client.get(address(round, "worktable_dossier", keys["A-05"]) + asked)

    html = page.content.decode()
    link = '<a class="p-btn p-btn--small" href="{}{}/' + asked.replace("&", "&amp;")
    for number, rel in (("A-04", "prev"), ("A-01", "next")):
        assert f'{link.format(address(round), keys[number])}" rel="{rel}"' in html
    assert "当前筛选中第 2 / 4 家" in text_of(page)
    assert "已不在当前筛选的结果中" in text_of(gone)


def test_another_province_finds_neither_table_nor_dossier(client, round):
    client.force_login(make_user(User.Role.OFFICIAL, province="jiangsu"))
    key = Dossier.objects.get(number="A-01").key

    assert client.get(address(round)).status_code == 404
    assert client.get(address(round, "worktable_dossier", key)).status_code == 404


def test_a_round_without_dossiers_says_so(client, official):
    page = client.get(address(make_closed_round()))

    assert "还没有企业提交申报书" in text_of(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_for_one_dossier_and_for_three(
    client, official, django_assert_num_queries, count, monkeypatch
):
    round = make_closed_round()
    for n in range(count):
        make_ranked(round, f"B-{n}", "0.8", report=REPORT, submitted_at=NOW)
    client.get(address(round))
    monkeypatch.setattr(shown, "PER_PAGE", 2)

    # session, user, round, views, lists, doubts (3), the state (4)
    with django_assert_num_queries(12):
        client.get(address(round))
    SavedView.objects.create(owner=official, name="甲", query="q=B", is_default=False)
    with django_assert_num_queries(12):
        client.get(address(round))


def test_flags_and_objections_are_columns_and_hints(client, round, official):
    first, second = (Dossier.objects.get(number=n) for n in ("A-01", "A-02"))
    said = {"about": "dossier", "reason": "示例", "raised_at": NOW}
    seat = first.assignments.first()
    seat.flags.create(kind="scope", **said)
    seat.flags.create(
        kind="evidence", state="dismissed", ended_at=NOW, answered_by=official,
        answer="示例", **said,
    )  # fmt: skip
    columns = {"c": ["number", "flagged", "objected", "flags"]}
    page = client.get(address(round), columns)
    assert "1 / 共 2" in text_of(page)
    assert numbers(client, round, flag="标记待处理") == ["A-01"]

    listed = shortlists.draw_up(
        round=round, kind=KIND, quota=2, minimum=None, by=official, at=NOW
    )
    listed.objections.create(
        number="示例-Y001", dossier=second, name="示例", contact="示例", text="示例",
        filed_at=NOW, due_on=NOW.date(),
    )  # fmt: skip
    assert numbers(client, round, flag="异议待答复") == ["A-02"]
    book = client.get(address(round, "worktable_export"), columns)
    cells = load_workbook(BytesIO(book.content)).active
    rows = [[cell.value for cell in row] for row in cells.iter_rows()]
    [head] = [row for row in rows if "待处理标记" in row]
    [line] = [row for row in rows if "A-01" in row]
    assert line[head.index("待处理标记")] == 1
