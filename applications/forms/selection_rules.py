"""The part of 评审规定 that says who may be selected, a kind at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms

from applications.facts import guide_of, limits_of, table_of
from applications.forms.controls import EntryField
from applications.models import Round
from portal import rules
from portal.rules.limits import MOST


@dataclass(frozen=True, slots=True)
class KindFields:
    """The fields of one kind, as the page lists them under its name."""

    label: str
    fields: list[forms.BoundField]
    is_open: bool


class SelectionFields:
    """Adds to a form what a round may ask of who is selected, and reads it back."""

    def __init__(self, form: forms.Form, round: Round) -> None:
        self.form, self.round = form, round
        self.weights = group_weights(table_of(round))
        for kind in round.kinds:
            limits = limits_of(round, kind)
            form.fields |= dict(self._marks(kind, limits))
            form.fields |= dict(self._counts(kind, limits))

    def _marks(self, kind: str, limits: rules.SelectionRules) -> Any:
        yield f"{kind}-total", _points("总分不低于", limits.total, Decimal(100))
        for number, (group, weight) in enumerate(self.weights.items()):
            least = limits.groups.get(group)
            yield f"{kind}-group-{number}", _points(f"“{group}”不低于", least, weight)

    def _counts(self, kind: str, limits: rules.SelectionRules) -> Any:
        yield f"{kind}-most", _count("每个设区市至多入选", limits.city_most)
        yield f"{kind}-least", _count(
            "每个设区市至少入选", limits.city_least,
            "按名额取时为各市名次最前的申报留出；仍须达到上面的最低分。",
        )  # fmt: skip
        yield f"{kind}-reserve", _count(
            "候补", limits.reserve or None,
            "按名次列在入选之后；公示后有退出的，依次递补。空着的不设候补。",
        )  # fmt: skip

    def clean(self) -> None:
        given = self.form.cleaned_data
        for kind in self.round.kinds:
            most, least = given.get(f"{kind}-most"), given.get(f"{kind}-least")
            if most is not None and least is not None and least > most:
                self.form.add_error(
                    f"{kind}-least",
                    "每市至少的家数不得多于每市至多的家数。请改正其中之一。",
                )

    def kinds(self) -> list[KindFields]:
        guide = guide_of(self.round)
        return [
            KindFields(guide.kinds[kind].label, fields, _is_filled(fields))
            for kind in self.round.kinds
            if (fields := [f for f in self.form if f.name.startswith(f"{kind}-")])
        ]

    def selection(self) -> Mapping[str, rules.SelectionRules]:
        found = {kind: self._limits(kind) for kind in self.round.kinds}
        return {kind: limits for kind, limits in found.items() if limits}

    def _limits(self, kind: str) -> rules.SelectionRules:
        given = self.form.cleaned_data
        least = {
            group: given.get(f"{kind}-group-{number}")
            for number, group in enumerate(self.weights)
        }
        return rules.SelectionRules(
            given.get(f"{kind}-total"),
            {group: mark for group, mark in least.items() if mark is not None},
            given.get(f"{kind}-most"),
            given.get(f"{kind}-least"),
            given.get(f"{kind}-reserve") or 0,
        )


def group_weights(table: rules.IndicatorTable) -> dict[str, Decimal]:
    """Full marks of each first-level group."""
    found = dict.fromkeys(table.groups, Decimal(0))
    for each in table.indicators:
        found[each.group] += each.weight or Decimal(0)
    return found


def _is_filled(fields: list[forms.BoundField]) -> bool:
    return any(field.value() or field.errors for field in fields)


def _points(label: str, value: Decimal | None, most: Decimal) -> EntryField:
    read = partial(rules.decimal_number, places=2, unit="分", most=most)
    shown = "" if value is None else rules.plain(value)
    hint = f"满分 {rules.plain(most)} 分；正好达到的不算低于。"
    return _entry(read, "分", label, shown, hint, "decimal")


def _count(label: str, value: int | None, hint: str = "") -> EntryField:
    shown = "" if value is None else str(value)
    return _entry(_whole, "家", label, shown, hint, "numeric")


def _whole(raw: str) -> int | None:
    found = rules.whole_number(raw, unit="家", most=MOST)
    if found == 0:
        message = "应为不小于 1 的整数；不作要求的请空着。"
        raise rules.EntryError("range", message)
    return found


def _entry(
    read: Any, unit: str, label: str, shown: str, hint: str, mode: str
) -> EntryField:
    return EntryField(
        read,
        label=label,
        unit=unit,
        required=False,
        initial=shown,
        help_text=hint,
        widget=forms.TextInput({"inputmode": mode, "autocomplete": "off"}),
    )
