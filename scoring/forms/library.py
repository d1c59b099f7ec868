"""What officials and enterprises write about platforms in the library."""

from datetime import date
from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import (
    DayInput,
    EntryField,
    as_stated,
    as_text,
    field_for,
)
from applications.forms.evidence import judged, taken
from applications.forms.typed import count, long_text
from portal import guides, rules
from portal.files.answers import Refused
from portal.guides import library as law
from scoring.facts.objected import Proof
from scoring.forms.objecting import MOST_FILES, PAPERS
from scoring.forms.shortlists import ReasonForm
from scoring.models import YearlyReport

BLANK = "没有填写。请填写后再报送；暂时没有的，可以先点“保存”。"
TEXTS = {
    "progress": (
        "建设和应用情况",
        "这一年新增的能力、服务的企业和成效。数据变化较大的，请说明原因。",
    ),
    "plans": ("存在问题和下一年打算", ""),
}


class YearForm(forms.Form):
    """Which year is reported on, and until when."""

    year = count(2100, "年", label="报告年度")
    due_on = EntryField(
        rules.day,
        label="报送期限",
        widget=DayInput(),
        help_text="到这一天（北京时间）结束为止。以后可以改期，须说明理由。",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"year": str(today.year)}, **kwargs)
        self.today = today

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year < self.today.year - 2 or year > self.today.year:
            raise forms.ValidationError(
                f"报告年度应在 {self.today.year - 2} 年到 {self.today.year} 年之间，"
                "请改正。"
            )
        return year

    def clean_due_on(self) -> date:
        return _not_past(self.cleaned_data["due_on"], self.today)


class TermForm(ReasonForm):
    """Another last day for a year's reports."""

    due_on = EntryField(rules.day, label="新的报送期限", widget=DayInput())
    field_order = ["due_on", "reason"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        return _not_past(self.cleaned_data["due_on"], self.today)


def _not_past(day: date, today: date) -> date:
    if day < today:
        raise forms.ValidationError("报送期限不得早于今天，请改为今天或以后。")
    return day


class ReportForm(forms.Form):
    """The figures that were asked for and two texts; blanks may be saved, not handed
    in."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, report: YearlyReport, hints: dict[str, str], **kwargs: Any
    ) -> None:
        metrics = guides.vocabulary().metrics
        self.asked = [metrics[id] for id in report.asked]
        initial = {"version": report.version}
        for each in self.asked:
            initial[each.id] = as_text(each, report.figures.get(each.id))
        initial |= {name: getattr(report, name) for name in TEXTS}
        super().__init__(*args, initial=initial, **kwargs)
        for each in self.asked:
            self.fields[each.id] = field_for(each)
            self.fields[each.id].help_text = hints.get(each.id, "")
        for name, (label, hint) in TEXTS.items():
            self.fields[name] = long_text(
                2000, label=label, help_text=hint, required=False
            )

    def require_all(self) -> bool:
        """Whether it may be handed in; says at each blank that it may not."""
        for name in (*(each.id for each in self.asked), *TEXTS):
            if self.cleaned_data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, BLANK)
        return not self.errors

    @property
    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        figures = {each.id: data.get(each.id) for each in self.asked}
        return {
            "figures": {
                id: as_stated(value)
                for id, value in figures.items()
                if value not in (None, "")
            },
            **{name: data.get(name) or "" for name in TEXTS},
        }


def _choice(label: str, no: str, yes: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": "没有选择。请选择一项。",
            "invalid_choice": f"请选择“{yes}”或“{no}”。",
        },
    )


def _reason_where_wanted(label: str, hint: str) -> EntryField:
    return EntryField(
        partial(rules.plain_text, limit=500, multiline=True),
        label=label,
        required=False,
        help_text=hint,
        widget=forms.Textarea({"rows": 4, "data-count": 500}),
    )


class ReportAnswerForm(forms.Form):
    """Accepted, or back with what is to be changed."""

    is_accepted = _choice("审核结论", "退回修改", "审核通过")
    opinion = _reason_where_wanted("意见", "退回修改的必填，企业按它修改。")

    def clean(self) -> None:
        _want_reason(self, "is_accepted", "opinion", "退回修改须写明哪里要改，请填写。")

    def clean_opinion(self) -> str:
        return self.cleaned_data["opinion"] or ""


class SettleForm(forms.Form):
    """Another official's yes or no."""

    is_confirmed = _choice("确认结论", "不同意", "同意，决定生效")
    opinion = _reason_where_wanted("意见", "不同意的必填；写入审计记录，不能修改。")

    def clean(self) -> None:
        _want_reason(self, "is_confirmed", "opinion", "不同意须写明理由，请填写。")

    def clean_opinion(self) -> str:
        return self.cleaned_data["opinion"] or ""


def _want_reason(form: forms.Form, choice: str, reason: str, words: str) -> None:
    data = form.cleaned_data
    if data.get(choice) is False and not data.get(reason) and reason not in form.errors:
        form.add_error(reason, words)


class ProofForm(forms.Form):
    """What was put right, with files that show it."""

    text = long_text(
        2000, label="整改情况", help_text="逐项写明问题、措施、完成时间和结果。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_FILES + 1):
            self.fields[f"file_{number}"] = forms.FileField(
                label=f"证明材料 {number}",
                required=False,
                help_text=taken(PAPERS) if number == 1 else "",
                widget=forms.FileInput({"accept": ",".join(f".{e}" for e in PAPERS)}),
                allow_empty_file=True,
            )

    def clean(self) -> None:
        self.proofs: list[Proof] = []
        for number in range(1, MOST_FILES + 1):
            file = self.cleaned_data.get(f"file_{number}")
            if not file:
                continue
            found = judged(file, PAPERS)
            if isinstance(found, Refused):
                self.add_error(f"file_{number}", found.message)
            else:
                told = found.answer
                self.proofs.append(Proof(found.file, told.name, told.content_type))


def workdays_field(hint: str) -> EntryField:
    usual, most = law.rectify_workdays()
    return count(
        most,
        "个工作日",
        label="整改期限",
        initial=str(usual),
        help_text=f"{hint}最长 {most} 个工作日。",
    )


class ProofReturnForm(ReasonForm):
    """What is still missing, and how long there is for it."""

    workdays = workdays_field("从退回当天的次日起算，按工作日历。")
    field_order = ["workdays", "reason"]

    def clean_workdays(self) -> int:
        return at_least_one(self.cleaned_data["workdays"])


def at_least_one(days: int) -> int:
    if days < 1:
        raise forms.ValidationError("整改期限至少 1 个工作日，请改正。")
    return days
