"""What is asked about before a dossier is handed in: parts, wholes and days to come."""

from datetime import date

import pytest

from applications.presentation.doubts import doubts_in
from applications.presentation.sections import sections_of
from portal import guides

TODAY = date(2026, 11, 20)


def asked(document, province="jiangsu", kind="enterprise"):
    sections = sections_of(guides.load(province), kind)
    return list(doubts_in(sections, document, TODAY))


@pytest.mark.parametrize(("part", "is_asked"), [(99, False), (100, False), (101, True)])
def test_a_part_above_its_whole_is_asked_about(part, is_asked):
    found = asked(
        {"metrics": {"connected_devices": part, "enterprise_devices": 100}},
        "jiangxi",
    )
    assert [each.id for each in found] == ["connected_devices"] * is_asked
    if is_asked:
        assert found[0].text == (
            "现填 101 台，多于“企业工业设备总数”所填的 100 台，"
            "可连接工业设备占比将超过 100%。请再核对这两项；确实如此的，不必修改。"
        )


@pytest.mark.parametrize("whole", [{}, {"enterprise_devices": None}])
def test_a_part_without_its_whole_is_left_alone(whole):
    assert asked({"metrics": {"connected_devices": 101, **whole}}, "jiangxi") == []


def test_a_case_that_is_still_to_come_is_asked_about():
    cases = [{"started_on": "2026-11-20"}, {"started_on": "2026-11-21"}, {}]
    (found,) = asked({"cases": cases})
    assert (found.id, found.label) == ("cases-1-started_on", "第 2 行上线日期")
    assert found.text.startswith("现填 2026-11-21，晚于今天：案例尚未上线")
