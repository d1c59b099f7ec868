"""Other weights, tried out by GET."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from applications.forms.controls import EntryField
from applications.forms.typed import long_text
from portal import rules
from portal.rules.whatif import PLACES

FULL_MARKS = Decimal(100)
LONGEST_NOTE = 500
_STEP = Decimal("0.1")


class TrialForm(forms.Form):
    """A weight a group of indicators; ``query`` is kept beside them in the address."""

    def __init__(
        self,
        weights: Mapping[str, Decimal],
        data: Mapping[str, Any],
        query: list[tuple[str, str]],
    ) -> None:
        names = {f"w{n}": group for n, group in enumerate(weights, start=1)}
        super().__init__(data if any(name in data for name in names) else None)
        self.names, self.own, self.query = names, weights, query
        for name, group in names.items():
            self.fields[name] = _weight_field(group, weights[group])

    @property
    def weights(self) -> dict[str, Decimal]:
        return {group: self.cleaned_data[name] for name, group in self.names.items()}

    def clean(self) -> None:
        if self.errors:
            return
        for group, weight in self.weights.items():
            if weight and not self.own[group]:
                text = f"“{group}”原来没有权重，没有得分可以折算，请填 0。"
                raise ValidationError(text)
        total = sum(self.weights.values(), Decimal(0))
        if total != FULL_MARKS:
            raise ValidationError(f"各项合计应为 100，现为 {rules.plain(total)}。")

    @property
    def asked(self) -> str:
        """The trial as a query, as it was typed."""
        return urlencode(self.hidden())

    def hidden(self) -> list[tuple[str, str]]:
        """The trial once more, for another form to post along."""
        return [*self.query, *((name, self.data.get(name, "")) for name in self.names)]

    @property
    def to_scale(self) -> str:
        """What was typed, brought to a sum of 100, as a query; else nothing."""
        if not self.is_bound or self.is_valid():
            return ""
        typed = [self.cleaned_data.get(name) for name in self.names]
        if None in typed or not any(typed):
            return ""
        return urlencode([*self.query, *zip(self.names, _scaled(typed), strict=True)])


class ComparedForm(forms.Form):
    """Which dossiers of a ranking to hold against other reckonings, in which order."""

    PLACE, DOUBT, MOVED = "place", "doubt", "moved"
    ORDERS = (
        (PLACE, "名次"),
        (DOUBT, "线上概率最接近一半的在前"),
        (MOVED, "换算法名次变动最大的在前"),
    )

    q = forms.CharField(label="编号或企业", required=False, max_length=60)
    order = forms.ChoiceField(label="排序", required=False, choices=ORDERS)


class NoteForm(forms.Form):
    """What is to be kept of a trial."""

    text = long_text(
        LONGEST_NOTE,
        label="备注",
        help_text="写明为什么试算、看出什么。记录后不能修改，也不改变名次。",
    )


def _scaled(typed: list[Decimal]) -> list[str]:
    """In tenths, cut off; what is then missing goes to the heaviest."""
    total = sum(typed)
    scaled = [(w * FULL_MARKS / total).quantize(_STEP, ROUND_DOWN) for w in typed]
    scaled[scaled.index(max(scaled))] += FULL_MARKS - sum(scaled)
    return [rules.plain(each) for each in scaled]


def _weight_field(group: str, own: Decimal) -> EntryField:
    return EntryField(
        partial(rules.decimal_number, places=PLACES, unit="分", most=FULL_MARKS),
        label=group,
        help_text=f"原为 {rules.plain(own)}",
        initial=rules.plain(own),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
