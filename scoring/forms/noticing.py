"""How long a list stands before the public: counted in workdays, never typed."""

from datetime import date
from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import DayInput, EntryField
from portal import rules, workcalendar
from portal.guides import deciding
from portal.templatetags.portal import beijing
from scoring.forms.shortlists import ReasonForm
from scoring.models import DecisionPlan, NoticeChange


class NoticeForm(forms.Form):
    """From when on, and for how many workdays; the last day follows from both."""

    since = EntryField(rules.day, label="公示开始", widget=DayInput())
    contact = EntryField(
        partial(rules.plain_text, limit=200),
        label="联系方式和异议受理",
        help_text=(
            "写明受理部门、电话、邮箱或地址；本批次的公示、结果和文书都印这一项。"
        ),
    )
    field_order = ["since", "workdays", "contact"]

    def __init__(
        self, *args: Any, today: date, contact: str, plan: DecisionPlan, **kwargs: Any
    ) -> None:
        fewest = plan.notice_workdays
        initial = {"since": today.isoformat(), "workdays": fewest, "contact": contact}
        super().__init__(*args, initial=initial, **kwargs)
        until, basis = workcalendar.term(today, fewest)
        self.fields["workdays"] = _workdays(
            label="公示工作日数",
            initial=fewest,
            help_text=(
                f"不少于 {fewest} 个工作日，开始的当天不算；今天开始、{fewest} 个"
                f"工作日的，到 {beijing(until)}（北京时间）当天结束。{basis}"
            ),
        )
        self.order_fields(self.field_order)
        self.today, self.fewest = today, fewest

    def clean_since(self) -> date:
        since = self.cleaned_data["since"]
        if since < self.today:
            raise forms.ValidationError("公示开始日期不得早于今天，请改为今天或以后。")
        return since

    def clean_workdays(self) -> int:
        count = self.cleaned_data["workdays"]
        if count < self.fewest:
            raise forms.ValidationError(
                f"本批次的公示不少于 {self.fewest} 个工作日，请填不小于它的数。"
            )
        return count

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors:
            count = data.pop("workdays")
            data["until"] = workcalendar.add_workdays(data["since"], count)
        return data


class ProlongForm(ReasonForm):
    """How many workdays more, and why."""

    kind = forms.ChoiceField(
        label="原因",
        choices=NoticeChange.Kind,
        widget=forms.RadioSelect,
        error_messages={
            "required": "没有选择原因。请选择一项。",
            "invalid_choice": "请选择“延长”或“中断后顺延”。",
        },
    )
    field_order = ["kind", "workdays", "reason"]

    def __init__(self, *args: Any, until: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workdays"] = _workdays(
            label="增加的工作日",
            help_text=(
                f"从原定结束日期 {beijing(until)} 之后算起；因系统停用等原因中断的，"
                "填中断的工作日数。理由随公示公开。"
            ),
        )
        self.fields["reason"].help_text = "随公示公开，并写入审计记录，不能修改。"
        self.order_fields(self.field_order)

    def clean_workdays(self) -> int:
        count = self.cleaned_data["workdays"]
        if count < 1:
            raise forms.ValidationError("至少增加 1 个工作日，请改正。")
        return count


def _workdays(**kwargs: Any) -> EntryField:
    most = deciding.most_notice_workdays()
    return EntryField(
        partial(rules.whole_number, unit="个工作日", most=most),
        unit="个工作日",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        **kwargs,
    )
