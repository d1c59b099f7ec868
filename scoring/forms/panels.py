"""Reasons for what happens to a panel, and what an expert declares."""

from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import EntryField, PickField
from portal import rules

LONGEST_REASON = 300


def reason_field(label: str, **kwargs: Any) -> EntryField:
    return EntryField(
        partial(rules.plain_text, limit=LONGEST_REASON, multiline=True),
        label=label,
        widget=forms.Textarea({"rows": 3, "data-count": LONGEST_REASON}),
        **kwargs,
    )


class ReasonForm(forms.Form):
    """Why; without a reason it is not done."""

    reason = reason_field(
        "理由", error_messages={"required": "没有填写理由。请写明后再确认。"}
    )


class ClosingForm(forms.Form):
    """Why scoring ends though sheets are missing."""

    def __init__(self, *args: Any, missing: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing:
            self.fields["reason"] = reason_field(
                "评分表未交齐仍结束的理由",
                help_text=f"还有 {missing} 份评分表未提交，结束后不能再提交。",
                error_messages={"required": "没有填写理由。评分表未交齐时须写明。"},
            )


class DeclarationForm(forms.Form):
    """The expert's answer before the content opens; or later, without ``none``."""

    NONE, TIE, OTHER = "none", "tie", "other"
    ANSWERS = (
        (NONE, "没有利益关系，开始评审"),
        (TIE, "有利益关系，申请回避"),
        (OTHER, "其他原因，申请回避"),
    )

    answer = PickField(label="本人声明", choices=ANSWERS, widget=forms.RadioSelect)
    reason = reason_field("回避事由", required=False, help_text="申请回避时必填。")

    def __init__(self, *args: Any, is_late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_late:
            self.fields["answer"].choices = self.ANSWERS[1:]
            self.fields["answer"].label = "回避原因"

    def clean(self) -> None:
        answer = self.cleaned_data.get("answer")
        steps_back = answer in {self.TIE, self.OTHER}
        if steps_back and not self.cleaned_data.get("reason", ""):
            self.add_error("reason", "没有填写事由。申请回避须写明，请补充。")


class PanelFilterForm(forms.Form):
    """Which dossiers of a round to list."""

    ONLY = (("", "全部"), ("gap", "专家未满"), ("missing", "有评分表未提交"))

    q = forms.CharField(label="编号或企业", required=False, max_length=60)
    kind = forms.ChoiceField(label="平台类型", required=False)
    only = forms.ChoiceField(label="只看", required=False, choices=ONLY)

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "全部"), *kinds.items()]
