"""From when until when an expert is away or blacklisted, and why."""

from typing import Any

from django import forms

from applications.forms.controls import DayInput, EntryField
from portal import rules
from scoring.forms.panels import reason_field
from scoring.models.duty import BACKWARDS


def day_field(label: str, **kwargs: Any) -> EntryField:
    return EntryField(rules.day, label=label, widget=DayInput(), **kwargs)


class PeriodForm(forms.Form):
    """Both days count."""

    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期")
    reason = reason_field(
        "事由", error_messages={"required": "没有填写事由。请写明后再登记。"}
    )

    def clean(self) -> None:
        first = self.cleaned_data.get("starts_on")
        last = self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", f"{BACKWARDS}请核对这两个日期。")


class AbsenceForm(PeriodForm):
    """A period away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "例如“出国访学”“住院治疗”。"


class BlacklistForm(PeriodForm):
    """Without a last day it holds until it is lifted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = False
        self.fields["ends_on"].help_text = "留空则一直有效，直至移出。"
        self.fields["reason"].help_text = "写明事实和依据，例如处理决定的文号。"
