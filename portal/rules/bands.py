"""A published scale (分档标准): which points a stated figure comes to, by band.

A scale is data of an indicator table, with where it comes from; nothing of it is code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from portal.rules.facts import Facts, Share, value_of
from portal.rules.nodes import Node, Number
from portal.rules.vocabulary import DERIVED, METRICS, Metric, Vocabulary

MORE, LESS = "more", "less"
PROVENANCE = ("verbatim", "reconstructed", "province")
MOST_BANDS = 12


@dataclass(frozen=True, slots=True)
class Band:
    """One band; figures on its edge belong to it.

    Units   ``edge`` in the metric's own unit: from here on where more is better, up to
            here where less is (None: whatever lies above). ``points`` as an expert
            gives them: 0 to the indicator's weight, on its step.
    """

    edge: Number | None
    points: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """The bands of one indicator, by rising edges.

    Source  ``provenance``: verbatim, reconstructed, or province (省厅自定); ``source``
            names the document.
    """

    metric: str
    better: str
    bands: tuple[Band, ...]
    provenance: str
    source: str

    def band_of(self, value: Number | Share) -> int:
        """The place of the one band that a figure falls into."""
        places = range(len(self.bands))
        if self.better == MORE:
            return max(n for n in places if _reaches(value, self.bands[n].edge))
        return min(n for n in places if _keeps_to(value, self.bands[n].edge))


@dataclass(frozen=True, slots=True)
class Banded:
    """What a scale makes of a dossier's figure.

    Units   ``points`` lie on the indicator's step, from 0 to its weight.
    """

    value: Number | Share
    place: int
    points: Decimal


def banded(scale: Scale, facts: Facts, vocabulary: Vocabulary) -> Banded | None:
    """The points that the stated figure comes to; exact, nothing is rounded.

    A figure that is not stated comes to no points, not to 0: None, and it is for an
    expert to say.

    Raises  KeyError, for a metric that the vocabulary lacks (``metric_problem``).
    """
    metric = vocabulary.find(scale.metric)
    if metric is None:
        raise KeyError(scale.metric)
    value = value_of(metric, facts)
    if isinstance(value, bool | str | None):
        return None
    place = scale.band_of(value)
    return Banded(value, place, scale.bands[place].points)


def metric_problem(scale: Scale, vocabulary: Vocabulary) -> str | None:
    """Why a dossier's figure cannot be read off this scale, if so."""
    metric: Metric | None = vocabulary.find(scale.metric)
    if metric is None:
        return f"词表没有数据项 {scale.metric}。"
    if metric.scope not in (METRICS, DERIVED) or not metric.is_numeric:
        return f"“{metric.label}”不是数值，不能分档。"
    return None


def step_of(weight: Decimal | None) -> Decimal:
    """Points run in steps of 0.1, of 0.05 under a weight of 1 (contract, 3)."""
    return Decimal("0.05") if weight is not None and weight < 1 else Decimal("0.1")


def read_scale(node: Node, weight: Decimal | None) -> Scale:
    """A scale as a table states it, for an indicator of this weight.

    Raises  DocumentError with the place: for a gap (bands that do not begin at 0, or
            do not end open), an overlap (edges that do not rise), and points that
            leave the step, or do not rise (or fall) all the way to the weight.
    """
    if weight is None:
        raise node.refuse("没有权重的指标不能分档，请先给出权重。")
    better = node.choice("better", (MORE, LESS))
    places = list(node.nodes("bands"))
    scale = Scale(
        metric=node.text("metric"),
        better=better,
        bands=tuple(_band(each, weight) for each in places),
        provenance=node.choice("provenance", PROVENANCE),
        source=node.text("source"),
    )
    node.done()
    if not 2 <= len(places) <= MOST_BANDS:
        raise node.refuse(f"应为 2 至 {MOST_BANDS} 档。", "bands")
    _check_edges(node, scale)
    _check_points(places, scale, weight)
    return scale


def _band(node: Node, weight: Decimal) -> Band:
    edge = None if node.peek("edge") is None else node.number("edge")
    node.take("edge")
    band = Band(edge, Decimal(node.number("points")))
    node.done()
    if band.points > weight:
        most, found = _plain(weight), _plain(band.points)
        raise node.refuse(f"应在 0 至权重 {most} 之间，现为 {found}。", "points")
    if band.points % (step := step_of(weight)):
        found = _plain(band.points)
        raise node.refuse(f"应为 {step} 的整数倍，现为 {found}。", "points")
    return band


def _check_edges(node: Node, scale: Scale) -> None:
    edges = [each.edge for each in scale.bands]
    if scale.better == MORE and edges[0] != 0:
        raise node.refuse("有空档：第 1 档应从 0 起，否则较小的数没有分。", "bands")
    if scale.better == LESS and edges[-1] is not None:
        raise node.refuse("有空档：最后一档不写上限，否则较大的数没有分。", "bands")
    stated = edges if scale.better == MORE else edges[:-1]
    for number, edge in enumerate(stated, start=1):
        if edge is None:
            raise node.refuse(f"有空档：第 {number} 档缺少界限。", "bands")
    rising = [each for each in stated if each is not None]
    for number, (low, high) in enumerate(pairwise(rising), start=2):
        if high <= low:
            raise node.refuse(
                f"有重叠：第 {number} 档的界限 {_plain(high)} 应大于"
                f"上一档的 {_plain(low)}。",
                "bands",
            )


def _check_points(places: Sequence[Node], scale: Scale, weight: Decimal) -> None:
    """From the worst band to the best they rise, and the best has the whole weight."""
    ordered = list(zip(places, scale.bands, strict=True))
    if scale.better == LESS:
        ordered.reverse()
    for (_, worse), (place, band) in pairwise(ordered):
        if band.points <= worse.points:
            low, found = _plain(worse.points), _plain(band.points)
            raise place.refuse(
                f"应高于较差一档的 {low} 分，现为 {found} 分。", "points"
            )
    place, best = ordered[-1]
    if best.points != weight:
        full, found = _plain(weight), _plain(best.points)
        raise place.refuse(f"最好一档应得满分 {full}，现为 {found}。", "points")


def scale_data(scale: Scale) -> dict[str, object]:
    """The scale as JSON knows it; ``read_scale`` of it is the scale again."""
    return {
        "metric": scale.metric,
        "better": scale.better,
        "bands": [
            {"edge": None if each.edge is None else _plain(each.edge),
             "points": _plain(each.points)}
            for each in scale.bands
        ],
        "provenance": scale.provenance,
        "source": scale.source,
    }  # fmt: skip


def _reaches(value: Number | Share, edge: Number | None) -> bool:
    return edge is not None and value >= edge


def _keeps_to(value: Number | Share, edge: Number | None) -> bool:
    return edge is None or not value > edge


def _plain(number: Number) -> str:
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text
