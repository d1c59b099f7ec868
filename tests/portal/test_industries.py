"""An industry is one of the standard's divisions, however one names it."""

import pytest

from portal import guides, rules
from portal.industries import industry


@pytest.mark.parametrize(
    "said",
    [
        "35 专用设备制造业",
        "35",
        "专用设备制造业",
        " \uff13\uff15 ",
        "35\u3000专用设备制造业",
    ],
)
def test_number_name_or_both_mean_the_same_division(said):
    assert industry(said) == "35 专用设备制造业"


def test_nothing_is_nothing():
    assert industry("") is None


@pytest.mark.parametrize("said", ["汽车", "350", "9", "35 汽车制造业", "S"])
def test_anything_else_is_refused_with_the_way_out(said):
    with pytest.raises(rules.EntryError, match="请从列表中选择"):
        industry(said)


def test_each_division_stands_once_in_the_order_of_its_number():
    numbers = [each[:2] for each in guides.industries()]

    assert numbers == [f"{n:02}" for n in range(1, 91)]
