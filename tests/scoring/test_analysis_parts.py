"""The parts of the analysis: the line first, all places page by page, a workbook."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from applications.models import Round
from scoring.models import ScoreSheet
from tests.factories import make_expert
from tests.scoring.closed_rounds import KIND, make_closed_round, make_officials
from tests.scoring.marked_rounds import make_marked, make_panel
from tests.scoring.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_closed_round()


@pytest.fixture
def official(client):
    official, _ = make_officials()
    client.force_login(official)
    return official


@pytest.fixture
def many(round):
    """Fifty-two by one expert, each a little weaker; the line runs after thirty."""
    Round.objects.filter(pk=round.pk).update(quotas={KIND: 30})
    experts = [make_expert(code="Z-1")]
    for n in range(52):
        make_marked(round, f"B-{n:02}", experts, [f"0.{90 - n}"])
    return round


def places(client, round, **wanted):
    response = client.get(url("analysis", round), {"show": "places", **wanted})
    return [row.line.number for row in response.context["page"].object_list]


def test_the_overview_shows_ten_on_either_side_of_the_line(client, many, official):
    page = text_of(client.get(url("analysis", many)))

    assert "入围线附近的名次对照" in page
    shown = [number for number in range(52) if f"B-{number:02}" in page]
    assert shown == list(range(20, 40))
    assert "全部 52 家的名次对照" in page


def test_all_places_come_fifty_a_page_and_are_found_by_name_or_number(
    client, many, official
):
    assert places(client, many) == [f"B-{n:02}" for n in range(50)]
    assert places(client, many, page=2) == ["B-50", "B-51"]
    assert places(client, many, q="b-51") == ["B-51"]
    assert places(client, many, q="示例B-07") == ["B-07"]
    empty = client.get(url("analysis", many), {"show": "places", "q": "无"})
    assert "没有符合条件的申报" in text_of(empty)


def test_the_places_may_stand_in_the_order_of_their_doubt(client, round, official):
    make_panel(round)

    first, *_, last = places(client, round, order="doubt")

    rows = client.get(url("analysis", round)).context["analysis"].rows
    doubt = {row.line.number: row.doubt for row in rows}
    assert doubt[first] == max(doubt.values()) > 0
    assert doubt[last] == min(doubt.values()) == 0


def test_a_line_that_is_tried_goes_along_from_part_to_part(client, many, official):
    line = {"cut": "quota", "quota": "5"}
    response = client.get(url("analysis", many), {"show": "places", **line})

    page = response.content.decode()
    assert 'name="quota" value="5"' in page
    assert "cut=quota&amp;quota=5&amp;minimum=&amp;show=trial" in page
    assert sum(row.is_above for row in response.context["analysis"].rows) == 5


def test_what_decides_beside_the_marks_is_said_to_be_left_out(client, round, official):
    make_panel(round)
    assert "没有计入" not in text_of(client.get(url("analysis", round)))
    Round.objects.filter(pk=round.pk).update(
        review={"selection": {KIND: {"city_most": 3, "groups": {"服务能力": 10}}}}
    )

    page = text_of(client.get(url("analysis", round)))

    assert "抽取只看得分和名额，没有计入：“服务能力”得分不低于 10 分" in page
    assert "每个设区市至多 3 家" in page


def test_what_is_drawn_once_is_drawn_anew_when_a_sheet_changes(client, round, official):
    make_panel(round)
    before = text_of(client.get(url("analysis", round)))
    assert text_of(client.get(url("analysis", round))).count("Z-3") == before.count(
        "Z-3"
    )
    sheet = ScoreSheet.objects.filter(assignment__expert__code="Z-3").first()
    sheet.delete()

    after = client.get(url("analysis", round))

    assert "评分表 17 份" in text_of(after)
    assert str(after.context["analysis"].printed["overview"]) not in before


def test_the_whole_is_offered_as_a_workbook(client, many, official):
    response = client.get(url("analysis_export", many))

    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["名次对照", "专家宽严", "离群的评分表"]
    cells = [[str(c) for c in row] for row in book["名次对照"].values]
    assert "只供分析，不改变任何得分、名次和名单" in " ".join(map(str, cells[:4]))
    [last] = [row for row in cells if "B-51" in row]
    assert last[0] == "52"
    assert last[4] == "线下"
    [expert] = [row for row in book["专家宽严"].values if row[0] == "Z-1"]
    assert expert[1] == 52
