"""What one official proposes to decide on a platform in the library."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.guides import library as law
from scoring.forms.library import at_least_one, workdays_field
from scoring.forms.shortlists import ReasonForm
from scoring.models import LibraryDecision, YearlyReport

Kind = LibraryDecision.Kind
State = YearlyReport.State
UNCHECKED = "没有选择。年度考核的每一项要点都要选“符合”或“不符合”。"


class DecisionForm(ReasonForm):
    """Which decision, on which year's report, point by point, why."""

    kind = forms.ChoiceField(
        label="决定",
        widget=forms.RadioSelect,
        error_messages={
            "required": "没有选择决定。请选择一项。",
            "invalid_choice": "平台现在的状态不能作这项决定，请重新选择。",
        },
    )
    report = forms.ChoiceField(
        label="针对哪一年度的报告",
        required=False,
        help_text="年度考核的决定选报告年度；日常的整改、晋升、退出可以不选。",
        error_messages={"invalid_choice": "这一年度已经考核，请重新选择。"},
    )
    workdays = workdays_field("限期整改的必填，从确认当天的次日起算，按工作日历。")

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[str],
        reports: Sequence[YearlyReport],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reports = {str(each.pk): each for each in reports}
        labels = dict(Kind.choices)
        self.fields["kind"].choices = [(each, labels[Kind(each)]) for each in kinds]
        self.fields["report"].choices = [("", "不针对某一年度"), *self._years()]
        if Kind.RECTIFY in kinds:
            self.fields["workdays"].required = False
        else:
            del self.fields["workdays"]
        self.points = []
        if self.reports:
            self._ask_points()
        else:
            del self.fields["report"]
        reason = self.fields["reason"]
        reason.help_text = "随决定告知企业；晋升和退出的理由还在平台库公开。不能修改。"
        self.order_fields(["kind", "report", *self.points, "workdays", "reason"])

    def _years(self) -> list[tuple[str, str]]:
        return [
            (key, f"{each.year.year} 年度（{each.get_state_display()}）")
            for key, each in self.reports.items()
        ]

    def _ask_points(self) -> None:
        for check in law.checks():
            name = f"check_{check.id}"
            self.points.append(name)
            self.fields[name] = forms.ChoiceField(
                label=check.label,
                help_text=f"看：{check.look}",
                required=False,
                choices=[("yes", "符合"), ("no", "不符合")],
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind, report = data.get("kind"), data.get("report")
        if kind == Kind.PASSED and not report and "report" not in self.errors:
            self.add_error("report", "年度考核合格须选报告年度，请选择。")
        if report and kind == Kind.PASSED:
            found = self.reports[report]
            if found.state != State.ACCEPTED:
                self.add_error("report", "这一年度的报告还没有审核通过，请先审核。")
        if report and kind in {Kind.RECTIFIED, Kind.PROMOTED}:
            self.add_error("report", "这项决定不针对某一年度的报告，请不要选择。")
        if report:
            self._clean_points(data)
        is_term = bool(data.get("workdays")) or "workdays" in self.errors
        if kind == Kind.RECTIFY and not is_term:
            self.add_error("workdays", "限期整改须填整改期限，至少 1 个工作日。")
        return data

    def _clean_points(self, data: dict[str, Any]) -> None:
        for name in self.points:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, UNCHECKED)
        failing = [name for name in self.points if data.get(name) == "no"]
        if failing and data.get("kind") == Kind.PASSED:
            self.add_error("kind", "有不符合的要点，不能评为合格，请选整改或退出。")

    def clean_workdays(self) -> int | None:
        days = self.cleaned_data["workdays"]
        return None if days is None else at_least_one(days)

    @property
    def said(self) -> dict[str, Any]:
        """As ``Proposed`` takes it."""
        data = self.cleaned_data
        is_term = data["kind"] == Kind.RECTIFY
        report = self.reports.get(data.get("report") or "")
        return {
            "kind": data["kind"],
            "reason": data["reason"],
            "report": report,
            "workdays": data["workdays"] if is_term else None,
            "checklist": {
                name.removeprefix("check_"): data[name] == "yes"
                for name in self.points
                if report is not None
            },
        }
