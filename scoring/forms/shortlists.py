"""Where the line runs, when a notice stands, why a freeze is undone."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import DayInput, EntryField
from portal import rules, workcalendar
from scoring.models import Shortlist

MOST_PLACES = 9999
FULL_MARKS = Decimal(100)
#: A notice's usual length; officials may give another one.
NOTICE_WORKDAYS = 5


class CutForm(forms.Form):
    """By quota or by mark; what the other way would need is left aside."""

    cut = forms.ChoiceField(
        label="入围方式",
        choices=Shortlist.Cut.choices,
        required=False,
        error_messages={"invalid_choice": "请选择“按名额”或“按分数线”。"},
    )
    quota = EntryField(
        partial(rules.whole_number, unit="家", most=MOST_PLACES),
        label="名额（家）",
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    minimum = EntryField(
        partial(rules.decimal_number, places=2, unit="分", most=FULL_MARKS),
        label="分数线（分）",
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("cut"):
            if "cut" not in self.errors:
                self.add_error("cut", "请选择“按名额”或“按分数线”。")
            return data
        wanted = "quota" if data["cut"] == Shortlist.Cut.QUOTA else "minimum"
        if data.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, "没有填写。请填写本栏后再预览。")
        other = {"quota": "minimum", "minimum": "quota"}[wanted]
        self.errors.pop(other, None)
        return {**data, other: None}

    @property
    def figures(self) -> dict[str, int | Decimal | None]:
        """``quota`` and ``minimum``, one of them None, as the line takes them."""
        return {name: self.cleaned_data[name] for name in ("quota", "minimum")}


class NoticeForm(forms.Form):
    """From when until when a list stands before the public, both days included."""

    since = EntryField(rules.day, label="公示开始", widget=DayInput())
    until = EntryField(rules.day, label="公示结束", widget=DayInput())

    contact = EntryField(
        partial(rules.plain_text, limit=200),
        label="联系方式和异议受理",
        help_text=(
            "写明受理部门、电话、邮箱或地址；本批次的公示、结果和文书都印这一项。"
        ),
    )

    def __init__(self, *args: Any, today: date, contact: str, **kwargs: Any) -> None:
        until, basis = workcalendar.term(today, NOTICE_WORKDAYS)
        initial = {"since": today.isoformat(), "until": until.isoformat()}
        initial["contact"] = contact
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["until"].help_text = (
            f"默认为今天之后第 {NOTICE_WORKDAYS} 个工作日，可以修改；"
            f"改动开始日期请一并核对。{basis}"
        )
        self.today = today

    def clean_since(self) -> date:
        since = self.cleaned_data["since"]
        if since < self.today:
            raise forms.ValidationError("公示开始日期不得早于今天，请改为今天或以后。")
        return since

    def clean(self) -> None:
        since, until = (self.cleaned_data.get(name) for name in ("since", "until"))
        if since and until and until < since:
            self.add_error("until", "公示结束日期不得早于开始日期，请核对。")


class ReasonForm(forms.Form):
    """Why; it is kept in the audit log."""

    reason = EntryField(
        partial(rules.plain_text, limit=500, multiline=True),
        label="理由",
        help_text="写入审计记录，不能修改。",
        widget=forms.Textarea({"rows": 4, "data-count": 500}),
    )
