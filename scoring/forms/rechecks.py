"""The form in which an expert looks again at marks whose facts were corrected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from applications.facts import table_of
from applications.forms.controls import EntryField, PickField
from applications.forms.typed import long_text
from applications.models import Dossier
from portal import rules
from scoring.facts.objective import Objective, objectives_of
from scoring.facts.reopened import Answer, Changed
from scoring.forms.sheets import LONGEST_COMMENT, read_points
from scoring.models import ScoreSheet

KEEP, BAND, OTHER = "keep", "band", "other"


@dataclass(frozen=True, slots=True)
class RecheckRow:
    """One reopened indicator: what differs, the old mark, the controls."""

    leaf: rules.Indicator
    changes: tuple[Changed, ...]
    old: str
    objective: Objective | None
    fields: tuple[forms.BoundField, ...]


class RecheckForm(forms.Form):
    """For each reopened indicator the old mark once more, or another with a reason."""

    def __init__(
        self,
        *args: Any,
        dossier: Dossier,
        sheet: ScoreSheet,
        reopened: Mapping[str, tuple[Changed, ...]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.reopened = sheet, reopened
        self.bands = objectives_of(dossier)
        table = table_of(dossier.round)
        self.leaves = [each for each in table.indicators if each.code in reopened]
        for leaf in self.leaves:
            self._add(leaf)

    def _add(self, leaf: rules.Indicator) -> None:
        code, old = leaf.code, self.sheet.points[leaf.code]
        band = self.bands.get(code)
        choices = [(KEEP, f"维持 {old} 分"), (OTHER, "改为其他得分")]
        if band and band.answered(old) == "contested":
            choices.insert(0, (BAND, f"按新数据确认分档得分 {band.points} 分"))
        elif band and band.points:
            choices[0] = (KEEP, f"确认分档得分 {old} 分，与原来相同")
        self.fields[f"answer-{code}"] = PickField(
            label="复核结果", choices=choices, widget=forms.RadioSelect
        )
        self.fields[f"points-{code}"] = EntryField(
            lambda raw: read_points(raw, leaf),
            label="改后得分",
            required=False,
            unit=f"/ {rules.plain(leaf.weight or 0)} 分",
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        )
        self.fields[f"reason-{code}"] = long_text(
            LONGEST_COMMENT, label="理由", required=False
        )

    def rows(self) -> Iterator[RecheckRow]:
        for leaf in self.leaves:
            names = (f"{part}-{leaf.code}" for part in ("answer", "points", "reason"))
            yield RecheckRow(
                leaf,
                self.reopened[leaf.code],
                self.sheet.points[leaf.code],
                self.bands.get(leaf.code),
                tuple(self[name] for name in names),
            )

    def clean(self) -> None:
        for leaf in self.leaves:
            self._check(leaf.code)

    def _check(self, code: str) -> None:
        data, band = self.cleaned_data, self.bands.get(code)
        answer, typed = data.get(f"answer-{code}"), data.get(f"points-{code}")
        is_contest = answer == KEEP and band and band.answered(
            self.sheet.points[code]
        ) == "contested"  # fmt: skip
        if answer == OTHER and typed is None and f"points-{code}" not in self.errors:
            self.add_error(f"points-{code}", "没有填写改后得分。请填写，或改选维持。")
        if (answer == OTHER or is_contest) and not data.get(f"reason-{code}"):
            why = "改变得分" if answer == OTHER else "与公布分档不同"
            self.add_error(f"reason-{code}", f"没有填写理由。{why}须写明，请补充。")

    @property
    def answers(self) -> dict[str, Answer]:
        return {code: self._answer(code) for code in self.reopened}

    def _answer(self, code: str) -> Answer:
        data = self.cleaned_data
        points = {
            KEEP: self.sheet.points[code],
            BAND: self.bands[code].points if code in self.bands else "",
            OTHER: data[f"points-{code}"],
        }[data[f"answer-{code}"]]
        return Answer(points or "", data[f"reason-{code}"] or "")
