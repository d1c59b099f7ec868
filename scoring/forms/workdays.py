"""One day of the calendar, changed with its reason and its source."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import EntryField
from applications.forms.typed import on_day
from portal import calendar_days, rules
from portal.models import CalendarDay

LONGEST = 200
OVER = "已经过去的日子不能调整：期限在设定时已按当时的日历算定。请选今天或以后的日期。"
CHANGED = "这一天已有调整。请先在工作日历页撤销原来的调整，再重新设置。"


class DayForm(forms.Form):
    date = on_day("日期")
    kind = forms.ChoiceField(
        label="改为",
        choices=CalendarDay.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "没有选择。请选择上班或休息。"},
    )
    reason = EntryField(
        partial(rules.plain_text, limit=LONGEST),
        label="理由",
        help_text="例如“临时放假”。写入审计记录，并在工作日历上列出。",
    )
    source = EntryField(
        partial(rules.plain_text, limit=LONGEST),
        label="依据",
        help_text="写明通知的名称、文号和日期。",
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = at.astimezone(rules.BEIJING).date()

    def clean_date(self) -> date:
        day: date = self.cleaned_data["date"]
        if day < self.today:
            raise forms.ValidationError(OVER)
        if CalendarDay.objects.filter(date=day).exists():
            raise forms.ValidationError(CHANGED)
        return day

    def clean(self) -> None:
        day, kind = (self.cleaned_data.get(name) for name in ("date", "kind"))
        if not day or not kind:
            return
        worked = calendar_days.is_worked(day)
        if worked == (kind == CalendarDay.Kind.WORKDAY):
            now = "上班" if worked else "休息"
            self.add_error(
                "kind",
                f"{day.year}年{day.month}月{day.day}日现在就是{now}，不必调整。"
                "请核对日期，或选另一项。",
            )
