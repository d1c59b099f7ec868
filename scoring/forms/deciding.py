"""How a round's lists are decided, and which steps an official signs."""

from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import EntryField
from portal import rules
from portal.guides import deciding
from scoring.models import DecisionPlan

LONGEST_NAME = 10


class PlanForm(forms.Form):
    """The names of the steps in their order; empty ones are left out."""

    def __init__(self, *args: Any, plan: DecisionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fewest, most = deciding.step_bounds()
        for place in range(most):
            self.fields[f"step_{place + 1}"] = EntryField(
                partial(rules.plain_text, limit=LONGEST_NAME),
                label=f"第 {place + 1} 环节",
                required=place < fewest,
                initial=plan.steps[place] if place < len(plan.steps) else "",
            )
        self.fields["notice_workdays"] = EntryField(
            partial(
                rules.whole_number,
                unit="个工作日",
                most=deciding.most_notice_workdays(),
            ),
            label="公示不少于",
            unit="个工作日",
            initial=plan.notice_workdays,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.fields["answer_workdays"] = EntryField(
            partial(
                rules.whole_number,
                unit="个工作日",
                most=deciding.most_answer_workdays(),
            ),
            label="异议答复期限",
            unit="个工作日",
            initial=plan.answer_workdays,
            help_text="从收到异议的次日起算。",
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.fields["step_1"].help_text = "由冻结排名的人签署，如经办。"

    def clean(self) -> dict[str, Any]:
        names = [name for name in self.fields if name.startswith("step_")]
        given = [self.cleaned_data.get(name) or "" for name in names]
        steps = [each for each in given if each]
        for place, each in enumerate(given):
            if each and each in given[:place]:
                self.add_error(
                    names[place], "与前面的环节同名。各环节的名称应当不同，请改正。"
                )
            elif each and not all(given[:place]):
                self.add_error(
                    names[place], "前面的环节空着。请从第 1 环节起依次填写。"
                )
        return {
            "steps": steps,
            "notice_workdays": self.cleaned_data.get("notice_workdays"),
            "answer_workdays": self.cleaned_data.get("answer_workdays"),
        }

    def clean_notice_workdays(self) -> int:
        count = self.cleaned_data["notice_workdays"]
        if count < 1:
            raise forms.ValidationError("公示至少 1 个工作日，请改正。")
        return count

    def clean_answer_workdays(self) -> int:
        count = self.cleaned_data["answer_workdays"]
        if count < 1:
            raise forms.ValidationError("答复期限至少 1 个工作日，请改正。")
        return count


class DutyForm(forms.Form):
    """Which of the known steps one official signs."""

    steps = forms.MultipleChoiceField(
        label="审签环节",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "没有“%(value)s”这一环节，请刷新页面后重新选择。"
        },
    )

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steps"].choices = [(each, each) for each in steps]
