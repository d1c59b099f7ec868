"""Scales (分档标准) in words: the bands of an indicator, and where a figure falls."""

from collections.abc import Iterable
from dataclasses import dataclass

from applications.presentation.values import in_unit, text_of
from portal import guides, rules
from portal.rules.bands import MORE

PROVENANCE = {
    "verbatim": "原文",
    "reconstructed": "补拟",
    "province": "省厅自定",
}
BETTER = {"more": "数值越大越好", "less": "数值越小越好"}


@dataclass(frozen=True, slots=True)
class BandLine:
    """One band: which figures, how many points."""

    figures: str
    points: str


@dataclass(frozen=True, slots=True)
class ScaleLines:
    """A scale as it is printed, with where it comes from."""

    label: str
    better: str
    lines: tuple[BandLine, ...]
    provenance: str
    source: str

    @property
    def text(self) -> str:
        """All of it in one cell of a workbook or one entry of the audit log."""
        bands = "；".join(f"{each.figures} {each.points} 分" for each in self.lines)
        return f"按“{self.label}”：{bands}（{self.provenance}：{self.source}）"


def metric_of(scale: rules.Scale) -> rules.Metric:
    """Raises KeyError, where the vocabulary lacks it."""
    metric = guides.vocabulary().find(scale.metric)
    if metric is None:
        raise KeyError(scale.metric)
    return metric


def scale_lines(scale: rules.Scale) -> ScaleLines:
    metric = metric_of(scale)
    lines = tuple(
        BandLine(figures_in(scale, place), rules.plain(band.points))
        for place, band in enumerate(scale.bands)
    )
    better, origin = BETTER[scale.better], PROVENANCE[scale.provenance]
    return ScaleLines(metric.label, better, lines, origin, scale.source)


def figures_in(scale: rules.Scale, place: int) -> str:
    """The figures of one band, in words that leave no doubt about its edges."""
    metric, bands = metric_of(scale), scale.bands

    def said(edge: rules.Band) -> str:
        number = "" if edge.edge is None else rules.plain(edge.edge)
        return in_unit(text_of(metric.type, number), metric.unit or "")

    if scale.better == MORE:
        above = bands[place + 1] if place + 1 < len(bands) else None
        if place == 0:
            return f"不足 {said(bands[1])}"
        if above is None:
            return f"{said(bands[place])}及以上"
        return f"{said(bands[place])}及以上，不足 {said(above)}"
    if place == 0:
        return f"不超过 {said(bands[0])}"
    if bands[place].edge is None:
        return f"超过 {said(bands[place - 1])}"
    return f"超过 {said(bands[place - 1])}，不超过 {said(bands[place])}"


def figure_in_words(scale: rules.Scale, found: rules.Banded) -> str:
    """The stated figure with its unit; a share is cut at two decimals to be shown."""
    metric = metric_of(scale)
    return in_unit(text_of(metric.type, rules.shown(found.value)), metric.unit or "")


@dataclass(frozen=True, slots=True)
class Spread:
    """How the figures of earlier dossiers would fall into the bands."""

    bands: tuple[tuple[BandLine, int], ...]
    unstated: int

    @property
    def total(self) -> int:
        return self.unstated + sum(count for _, count in self.bands)


def spread_of(scale: rules.Scale, filed: Iterable[rules.Facts]) -> Spread:
    counts, unstated = [0] * len(scale.bands), 0
    for facts in filed:
        found = rules.banded(scale, facts, guides.vocabulary())
        if found is None:
            unstated += 1
        else:
            counts[found.place] += 1
    lines = scale_lines(scale).lines
    return Spread(tuple(zip(lines, counts, strict=True)), unstated)
