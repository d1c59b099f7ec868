"""An indicator table as it is shown: three levels, weights old and new, provenance."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from applications.facts import original_weights, table_of
from applications.models import Round
from applications.presentation.bands import ScaleLines, scale_lines
from portal import rules

PROVENANCE = {
    "verbatim": ("V", "原表残存"),
    "weight_only": ("W", "权重残存、名称补"),
    "reconstructed": ("R", "补全"),
}
METHODS = {"expert": "专家评议", "objective": "客观数据"}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A heading (level 1 or 2) or an indicator (``code`` is set) of a table."""

    level: int
    label: str
    weight: Decimal | None
    original: Decimal | None
    provenance: str
    provenance_label: str
    code: str = ""
    basis: str = ""
    content: str = ""
    method: str = ""
    group: str = ""
    scale: ScaleLines | None = None

    @property
    def is_bandable(self) -> bool:
        """An indicator whose points may follow from a figure, not a judgement."""
        judged = self.method == METHODS["expert"]
        return bool(self.code) and self.weight is not None and not judged

    @property
    def is_changed(self) -> bool:
        return self.original is not None and self.original != self.weight


def table_rows(round: Round) -> tuple[TableRow, ...]:
    """The round's table in reading order, each heading before what stands under it."""
    return rows_of(table_of(round), original_weights(round))


def rows_of(
    table: rules.IndicatorTable, originals: dict[str, str | None] | None = None
) -> tuple[TableRow, ...]:
    return tuple(_rows(table, originals or {}))


def _rows(
    table: rules.IndicatorTable, originals: dict[str, str | None]
) -> Iterator[TableRow]:
    headings = {heading.path: heading for heading in table.headings}
    shown: set[tuple[str, ...]] = set()
    for leaf in table.indicators:
        for depth in range(1, len(leaf.path)):
            path = leaf.path[:depth]
            if path not in shown:
                shown.add(path)
                heading = headings.get(path)
                yield _heading_row(table, path, heading, originals)
        yield _leaf_row(leaf, originals)


def _heading_row(
    table: rules.IndicatorTable,
    path: tuple[str, ...],
    heading: rules.Heading | None,
    originals: dict[str, str | None],
) -> TableRow:
    weight = None
    if table.is_weighted:
        below = (i for i in table.indicators if i.path[: len(path)] == path)
        weight = sum((i.weight or Decimal(0) for i in below), Decimal(0))
    return TableRow(
        level=len(path),
        label=path[-1],
        weight=weight,
        original=_original(originals, " / ".join(path)),
        group=path[0],
        **_provenance(heading.provenance if heading else None),
    )


def _leaf_row(leaf: rules.Indicator, originals: dict[str, str | None]) -> TableRow:
    return TableRow(
        level=len(leaf.path),
        label=leaf.label,
        weight=leaf.weight,
        original=_original(originals, leaf.code),
        code=leaf.code,
        basis=leaf.basis,
        content=leaf.content,
        method=METHODS.get(leaf.method or "", ""),
        group=leaf.group,
        scale=scale_lines(leaf.scale) if leaf.scale else None,
        **_provenance(leaf.provenance),
    )


def _original(originals: dict[str, str | None], key: str) -> Decimal | None:
    weight = originals.get(key)
    return None if weight is None else Decimal(weight)


def _provenance(provenance: str | None) -> dict[str, Any]:
    letter, label = PROVENANCE.get(provenance or "", ("", ""))
    return {"provenance": letter, "provenance_label": label}
