"""The form in which officials give one indicator its bands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms

from applications.actions.bands import ScaleIsRefused, with_scale
from applications.forms.controls import EntryField, PickField
from applications.forms.typed import long_text, short_text
from applications.models import Round
from applications.presentation.bands import BETTER, PROVENANCE
from portal import guides, rules
from portal.rules.bands import MORE

ROWS = 8
_PLACE = re.compile(r"bands\[(\d+)\]\.(edge|points)")


@dataclass(frozen=True, slots=True)
class BandRow:
    """The controls of one band: its edge and its points."""

    number: int
    pair: tuple[forms.BoundField, forms.BoundField]


class ScaleForm(forms.Form):
    """Which figure, which bands with how many points, from where, and why."""

    def __init__(
        self, *args: Any, round: Round, leaf: rules.Indicator, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _initial(leaf))
        super().__init__(*args, **kwargs)
        self.round, self.leaf = round, leaf
        self.fields["metric"] = PickField(
            label="按哪个数据项分档", choices=[("", "请选择"), *metric_choices(leaf)]
        )
        self.fields["better"] = PickField(
            label="方向", choices=tuple(BETTER.items()), widget=forms.RadioSelect
        )
        for number in range(1, ROWS + 1):
            self.fields[f"edge_{number}"] = _number(f"第 {number} 档界限", 4)
            self.fields[f"points_{number}"] = _number(f"第 {number} 档得分", 2)
        self.fields["provenance"] = PickField(
            label="标准来源",
            choices=tuple(PROVENANCE.items()),
            widget=forms.RadioSelect,
        )
        self.fields["source"] = short_text(
            200, label="出处", help_text="文件名称和文号，或会议纪要；随分档一并公布。"
        )
        self.fields["reason"] = long_text(300, label="设置理由")

    def rows(self) -> Iterator[BandRow]:
        for number in range(1, ROWS + 1):
            yield BandRow(number, (self[f"edge_{number}"], self[f"points_{number}"]))

    def clean(self) -> None:
        if self.errors:
            return
        data = self.cleaned_data
        used = [n for n in range(1, ROWS + 1) if data[f"points_{n}"] is not None]
        for n in range(1, ROWS + 1):
            if n not in used and data[f"edge_{n}"] is not None:
                self.add_error(
                    f"points_{n}", "写了界限，没有写得分。请补上，或一并清空。"
                )
        if self.errors:
            return
        try:
            with_scale(self.round.table, self.leaf.code, self._stated(used))
        except ScaleIsRefused as refusal:
            self._refuse(refusal, used)
        else:
            data["scale"] = self._stated(used)

    def _stated(self, used: list[int]) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "metric": data["metric"],
            "better": data["better"],
            "bands": [
                {
                    "edge": self._edge(n, first=n == used[0]),
                    "points": rules.plain(data[f"points_{n}"]),
                }
                for n in used
            ],
            "provenance": data["provenance"],
            "source": data["source"],
        }

    def _edge(self, number: int, *, first: bool) -> str | None:
        """Where more is better the first band begins at 0, written or not."""
        edge = self.cleaned_data[f"edge_{number}"]
        if edge is None:
            return "0" if first and self.cleaned_data["better"] == MORE else None
        return rules.plain(edge)

    def _refuse(self, refusal: ScaleIsRefused, used: list[int]) -> None:
        """At the control that is meant, where one is."""
        found = _PLACE.fullmatch(refusal.place)
        if found:
            name: str | None = f"{found[2]}_{used[int(found[1])]}"
        else:
            name = "metric" if refusal.place == "metric" else None
        self.add_error(name, f"{refusal.message}请改正。")


def _number(label: str, places: int) -> EntryField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    read = partial(rules.decimal_number, places=places)
    return EntryField(read, label=label, required=False, widget=widget)


def metric_choices(leaf: rules.Indicator) -> Iterator[tuple[str, str]]:
    """Every figure that a dossier states or that is computed; the leaf's own first."""
    words = guides.vocabulary()
    every = [*words.metrics.values(), *words.derived.values()]
    every.sort(key=lambda each: each.id != leaf.metric)
    for each in every:
        if each.is_numeric:
            unit = f"（{each.unit}）" if each.unit else ""
            yield each.id, f"{each.label}{unit}"


def _initial(leaf: rules.Indicator) -> dict[str, Any]:
    scale = leaf.scale
    if scale is None:
        return {"metric": leaf.metric, "better": MORE, "provenance": "province"}
    bands = {}
    for number, band in enumerate(scale.bands, start=1):
        bands[f"edge_{number}"] = "" if band.edge is None else rules.plain(band.edge)
        bands[f"points_{number}"] = rules.plain(band.points)
    return {
        "metric": scale.metric,
        "better": scale.better,
        "provenance": scale.provenance,
        "source": scale.source,
        **bands,
    }


class CopyForm(forms.Form):
    """From which earlier round the bands are taken over."""

    def __init__(self, *args: Any, rounds: list[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.pk), f"{each.code} {each.title}") for each in rounds]
        self.fields["source"] = PickField(
            label="从哪个批次复制", choices=[("", "请选择"), *named]
        )
