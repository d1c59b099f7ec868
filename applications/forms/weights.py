"""The form in which officials weigh a round's indicators, and put off its deadline."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.actions.tables import sum_problem, weight_problem
from applications.forms.controls import EntryField
from applications.forms.typed import at_clock, beijing, long_text, on_day
from applications.models import Round
from applications.presentation import TableRow, table_rows
from portal import rules

PREFIX = "weight_"


class WeightsForm(forms.Form):
    """A weight an indicator, and why."""

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table_rows = table_rows(round)
        for row in self.table_rows:
            if row.code:
                self.fields[PREFIX + row.code] = _weight_field(row)
        self.fields["reason"] = long_text(
            300,
            label="调整依据",
            help_text="写明依据，例如会议纪要、文件；随权重一并留痕。",
        )

    def rows(self) -> Iterator[tuple[TableRow, forms.BoundField | None]]:
        """The table's rows in order, leaves with their control."""
        for row in self.table_rows:
            yield row, self[PREFIX + row.code] if row.code else None

    @property
    def weights(self) -> dict[str, Decimal]:
        return {
            row.code: self.cleaned_data[PREFIX + row.code]
            for row in self.table_rows
            if row.code
        }

    def clean(self) -> None:
        weights = []
        for row in self.table_rows:
            name = PREFIX + row.code
            if not row.code or name not in self.cleaned_data:
                continue
            if problem := weight_problem(self.cleaned_data[name]):
                self.add_error(name, problem)
            else:
                weights.append(self.cleaned_data[name])
        total = sum(weights, Decimal(0))
        if not self.errors and total != 100:
            raise ValidationError(sum_problem(total))


def _weight_field(row: TableRow) -> EntryField:
    widget = forms.TextInput(
        {
            "inputmode": "decimal",
            "autocomplete": "off",
            "data-weight": "",
            "data-group": row.group,
        }
    )
    return EntryField(
        partial(rules.decimal_number, places=2),
        label=f"{row.code} {row.label}",
        initial="" if row.weight is None else rules.plain(row.weight),
        widget=widget,
    )


class ExtendForm(forms.Form):
    """A later closing instant, and why."""

    closes_on = on_day("新的截止日期")
    closes_clock = at_clock("新的截止时间", help_text="北京时间；截止时刻起不再接收。")
    reason = long_text(300, label="延期理由")

    def clean(self) -> None:
        data = self.cleaned_data
        data["closes_at"] = beijing(data.get("closes_on"), data.get("closes_clock"))
