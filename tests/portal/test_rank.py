"""The rank command as the contract promises it."""

import json

import pytest

from portal import guides
from tests.portal.commands import answer, refusal, text

TABLE = {
    "indicators": [
        {"code": "1", "path": ["服务能力", "案例"], "weight": "60"},
        {"code": "2", "path": ["技术能力", "模型"], "weight": 40},
    ],
    "ties": ["服务能力"],
}


def sheet(dossier: str, reviewer: str, one: object, two: object) -> dict:
    return {"dossier": dossier, "reviewer": reviewer, "points": {"1": one, "2": two}}


def ranking(**changes: object) -> dict:
    plain = {
        "table": TABLE,
        "rule": {"method": "mean"},
        "ineligible": ["D7"],
        "sheets": [
            sheet("D1", "R1", "50.5", "30"),
            sheet("D1", "R2", 51, 30.5),
            sheet("D2", "R1", "50", "31"),
            sheet("D2", "R2", "50", "31"),
            sheet("D3", "R1", "50.9", "30.1"),
        ],
    }
    return {**plain, **changes}


def test_a_ranking_is_answered_in_the_contract_s_shape(file):
    found = answer("rank", file(ranking()))
    assert found[:3] == [
        {
            "place": 1,
            "dossier": "D3",
            "mark": "81.00",
            "groups": {"服务能力": "50.90", "技术能力": "30.10"},
            "sheets": 1,
        },
        {
            "place": 2,
            "dossier": "D1",
            "mark": "81.00",
            "groups": {"服务能力": "50.75", "技术能力": "30.25"},
            "sheets": 2,
        },
        {
            "place": 3,
            "dossier": "D2",
            "mark": "81.00",
            "groups": {"服务能力": "50.00", "技术能力": "31.00"},
            "sheets": 2,
        },
    ]
    assert found[3] == {
        "place": None,
        "dossier": "D7",
        "mark": None,
        "groups": {},
        "sheets": 0,
    }


def test_a_ranking_may_name_a_table_on_file(file):
    table = guides.load("jilin").table
    points = {each.code: f"{each.weight:f}" for each in table.indicators}
    sheets = [{"dossier": "D1", "reviewer": "R1", "points": points}]
    for name in ("jilin", "jilin/2025"):
        [found] = answer(
            "rank", file(ranking(table=name, sheets=sheets, ineligible=[]))
        )
        assert found["mark"] == "100.00"
        assert list(found["groups"]) == ["经营能力", "创新能力", "技术能力", "服务能力"]


def test_people_read_the_ranking_as_a_table(file):
    shown = text("rank", file(ranking()))
    assert "名次" in shown
    assert "不排名" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sheets": [sheet("D1", "R1", "60.1", "1")]}, ["D1", "R1", "1"]),
        ({"sheets": [sheet("D1", "R1", "1.05", "1")]}, ["D1", "R1", "0.1"]),
        ({"sheets": [sheet("D1", "R1", None, "1")]}, ["sheets[0].points.1"]),
        ({"sheets": [sheet("D1", "R1", True, "1")]}, ["sheets[0].points.1"]),
        ({"sheets": [{**sheet("D1", "R1", 1, 1), "points": {"1": 1}}]}, ["D1", "2"]),
        ({"sheets": [sheet("D1", "R1", 1, 1)] * 2}, ["D1", "R1"]),
        ({"sheets": None}, ["sheets"]),
        ({"rule": None}, ["rule"]),
        ({"rule": {"method": "best"}}, ["rule.method"]),
        ({"rule": {"method": "trimmed_mean", "drop": 3, "from": 5}}, ["rule"]),
        ({"table": None}, ["table"]),
        ({"table": "jiangsu"}, ["table", "jiangsu"]),
        ({"table": "shanxi"}, ["权重"]),
        ({"table": "hunan"}, ["table", "hunan"]),
        ({"table": {"indicators": TABLE["indicators"][:1]}}, ["100", "60"]),
        ({"ineligible": "D7"}, ["ineligible"]),
        ({"ineligible": [7]}, ["ineligible[0]"]),
        ({"quota": 3}, ["quota"]),
    ],
)  # fmt: skip
def test_a_bad_ranking_is_refused_by_file_sheet_and_indicator(changes, said, file):
    path = file(ranking(**changes))
    message = refusal("rank", path, "--json")
    for part in (str(path), *said):
        assert part in message


def test_a_key_that_stands_twice_is_refused(file):
    twice = b'{"dossier": "D1", "reviewer": "R1", "points": {"1": 1, "1": 2}}'
    whole = (
        json.dumps(ranking(sheets=[]))
        .encode()
        .replace(b'"sheets": []', b'"sheets": [%b]' % twice)
    )
    assert "sheets[0].points.1" in refusal("rank", file(whole))
    assert "table" in refusal("rank", file(b'{"table": "jilin", "table": "shanxi"}'))
    refusal("rank", file([]))


def test_a_table_with_bands_ranks_as_the_same_table_without(file):
    """The points are on the sheets; by which bands they came changes no ranking."""
    bands = [{"edge": 0, "points": "0"}, {"edge": "60", "points": "40"}]
    scale = {
        "metric": "connected_devices", "better": "more", "bands": bands,
        "provenance": "province", "source": "示例通知",
    }  # fmt: skip
    first, second = TABLE["indicators"]
    banded = {**TABLE, "indicators": [first, {**second, "scale": scale}]}

    found = answer("rank", file(ranking(table=banded)))

    assert found == answer("rank", file(ranking()))
    bands[1]["points"] = "39"
    said = refusal("rank", file(ranking(table=banded)))
    assert "（2）.scale.bands[1].points" in said
    assert "最好一档应得满分 40" in said
