"""Scales: below, on and above each edge; what is refused, and where it stands."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import guides
from portal.rules.bands import Scale, banded, metric_problem, read_scale, scale_data
from portal.rules.facts import Facts
from portal.rules.nodes import DocumentError, Node

WORDS = guides.vocabulary()
TENTH = Decimal("0.1")
UNHURRIED = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def data(*pairs, better="more", metric="connected_devices", **more):
    bands = [{"edge": edge, "points": points} for edge, points in pairs]
    stated = {"metric": metric, "better": better, "bands": bands}
    return {**stated, "provenance": "province", "source": "示例通知", **more}


def scale_of(*pairs, weight="2", **more) -> Scale:
    node = Node(data(*pairs, **more), "bands")
    return read_scale(node, Decimal(weight))


DEVICES = ((0, 0), (60, 1), (500, "1.6"), (1000, 2))


@pytest.mark.parametrize(
    ("stated", "points"),
    [
        (0, "0"), (59, "0"), (60, "1.00"), (61, "1.00"), (499, "1.00"),
        (500, "1.60"), (501, "1.60"), (999, "1.60"), (1000, "2.00"), (10**9, "2.00"),
    ],
)  # fmt: skip
def test_a_figure_on_the_edge_belongs_to_the_better_band(stated, points):
    found = banded(scale_of(*DEVICES), Facts({"connected_devices": stated}), WORDS)

    assert found is not None
    assert found.points == Decimal(points)


@pytest.mark.parametrize(
    ("stated", "points"),
    [("9.99", "2"), ("10", "2"), ("10.01", "1"), ("20", "1"), ("20.01", "0")],
)
def test_where_less_is_better_an_edge_is_the_most_that_a_band_holds(stated, points):
    scale = scale_of((10, 2), (20, 1), (None, 0), better="less", metric="rd_intensity")

    found = banded(scale, Facts({"rd_intensity": Decimal(stated)}), WORDS)

    assert found is not None
    assert found.points == Decimal(points)


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [(599, 1000, 0), (600, 1000, 1), (2, 3, 1), (3, 5, 1), (59999, 100000, 0)],
)
def test_a_share_is_compared_without_being_divided_out(first, second, place):
    scale = scale_of((0, 0), (60, 2), metric="connected_device_ratio")
    facts = Facts({"connected_devices": first, "enterprise_devices": second})

    found = banded(scale, facts, WORDS)

    assert found is not None
    assert found.place == place


@pytest.mark.parametrize(
    "facts", [{}, {"enterprise_devices": 0, "connected_devices": 5}]
)
def test_a_figure_that_is_not_stated_comes_to_no_points_rather_than_to_0(facts):
    scale = scale_of((0, 0), (60, 2), metric="connected_device_ratio")

    assert banded(scale, Facts(facts), WORDS) is None


@pytest.mark.parametrize(
    ("pairs", "more", "said"),
    [
        (((1, 0), (60, 2)), {}, "有空档：第 1 档应从 0 起"),
        (((0, 0), (None, 2)), {}, "有空档：第 2 档缺少界限"),
        (((10, 2), (20, 0)), {"better": "less"}, "最后一档不写上限"),
        (((None, 2), (None, 0)), {"better": "less"}, "第 1 档缺少界限"),
        (((0, 0), (60, 1), (60, 2)), {}, "有重叠：第 3 档的界限 60 应大于"),
        (((0, 0), (60, 1), (30, 2)), {}, "有重叠：第 3 档"),
        (((0, 0), (60, "1.9")), {}, "bands[1].points：最好一档应得满分 2，现为 1.9"),
        (((0, 1), (60, 1), (90, 2)), {}, "bands[1].points：应高于较差一档的 1 分"),
        (((0, 0), (60, 3)), {}, "bands[1].points：应在 0 至权重 2 之间，现为 3"),
        (((0, 2),), {}, "应为 2 至 12 档"),
        (((0, 0), (60, "0.66"), (90, 2)), {}, "应为 0.1 的整数倍，现为 0.66"),
        (((0, 0), (60, 2)), {"provenance": "guess"}, "provenance：应为以下之一"),
        (((0, 0), (60, 2)), {"better": "bigger"}, "better：应为以下之一"),
        (((0, 0), (60, 2)), {"source": ""}, "source：缺少文字"),
        (((0, 0), (60, 2)), {"round": "up"}, "round：没有这一键"),
        (((0, 0), ("-6", 2)), {}, "bands[1].edge：应为不小于 0 的普通数字"),
    ],
)
def test_what_is_no_scale_is_refused_with_its_place(pairs, more, said):
    with pytest.raises(DocumentError) as refused:
        scale_of(*pairs, **more)

    assert said in str(refused.value)


def test_an_indicator_without_weight_has_no_scale():
    with pytest.raises(DocumentError, match="没有权重"):
        read_scale(Node(data(*DEVICES), "bands"), None)


@pytest.mark.parametrize(
    ("metric", "said"),
    [("devices", "词表没有"), ("production_mode", "不是数值"),
     ("connected_devices", None), ("connected_device_ratio", None)],
)  # fmt: skip
def test_a_scale_needs_a_metric_with_figures(metric, said):
    problem = metric_problem(scale_of(*DEVICES, metric=metric), WORDS)

    assert (problem is None) == (said is None)
    assert said is None or said in (problem or "")


@st.composite
def scales(draw) -> tuple[Scale, Decimal]:
    weight = Decimal(draw(st.sampled_from(["0.5", "1", "1.5", "2", "3", "10"])))
    step = Decimal("0.05") if weight < 1 else TENTH
    whole = int(weight / step)
    worse = sorted(draw(st.sets(st.integers(0, whole - 1), min_size=1, max_size=3)))
    points = [str(n * step) for n in [*worse, whole]]
    few = len(worse)
    edges = sorted(draw(st.sets(st.integers(1, 10**6), min_size=few, max_size=few)))
    better = draw(st.sampled_from(["more", "less"]))
    bounds = [0, *edges] if better == "more" else [*edges, None]
    given = points if better == "more" else points[::-1]
    pairs = zip(bounds, given, strict=True)
    return scale_of(*pairs, weight=weight, better=better), weight


@UNHURRIED
@given(scales(), st.integers(0, 2 * 10**6), st.integers(0, 2 * 10**6))
def test_a_better_figure_never_comes_to_fewer_points(made, one, other):
    scale, _ = made
    better, worse = max(one, other), min(one, other)
    if scale.better == "less":
        better, worse = worse, better

    high, low = (
        banded(scale, Facts({"connected_devices": each}), WORDS)
        for each in (better, worse)
    )

    assert high is not None
    assert low is not None
    assert high.points >= low.points


@UNHURRIED
@given(scales(), st.integers(0, 2 * 10**6))
def test_points_lie_on_the_step_within_the_weight(made, stated):
    scale, weight = made
    step = Decimal("0.05") if weight < 1 else TENTH

    found = banded(scale, Facts({"connected_devices": stated}), WORDS)

    assert found is not None
    assert 0 <= found.points <= weight
    assert found.points % step == 0


@UNHURRIED
@given(scales())
def test_a_scale_written_down_is_read_as_the_same(made):
    scale, weight = made

    assert read_scale(Node(scale_data(scale), ""), weight) == scale
