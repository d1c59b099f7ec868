"""Fields of expertise and divisions of industry, and the areas that both belong to."""

import pytest

from portal import guides
from portal.guides.knowing import areas, areas_of_fields, areas_of_industry


def test_every_division_of_an_area_is_one_of_the_standard():
    known = {each.partition(" ")[0] for each in guides.industries()}

    for area in areas():
        assert area.divisions <= known, area.label
        assert all(area.words), area.label


def test_no_division_belongs_to_two_areas_and_no_area_has_the_label_of_another():
    divisions = [each for area in areas() for each in sorted(area.divisions)]
    labels = [area.label for area in areas()]

    assert len(divisions) == len(set(divisions))
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("field", "industry", "is_known"),
    [
        ("汽车电子", "36 汽车制造业", True),
        ("数控机床", "34 通用设备制造业", True),
        ("财务管理", "36 汽车制造业", False),
        ("工业软件", "26 化学原料和化学制品制造业", False),
        ("汽车电子", "", False),
        ("", "36 汽车制造业", False),
    ],
)
def test_an_expert_knows_an_industry_by_an_area_in_common(field, industry, is_known):
    assert bool(areas_of_fields([field]) & areas_of_industry(industry)) is is_known
