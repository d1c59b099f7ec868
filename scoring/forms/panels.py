"""Reasons for what happens to a panel, and what an expert declares."""

from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict

from applications.forms.controls import EntryField, PickField
from portal import rules

LONGEST_REASON = 300
MOST_DOSSIERS = 999
LONGEST_QUERY = 500


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
    """Why scoring ends though something is still open: sheets, checks, discussions."""

    def __init__(
        self,
        *args: Any,
        missing: int,
        unchecked: int = 0,
        conferring: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        open_points = []
        if missing:
            open_points.append(f"还有 {missing} 份评分表未提交，结束后不能再提交。")
        if unchecked:
            open_points.append(f"还有 {unchecked} 份评分表没有复核补正后的内容。")
        if conferring:
            open_points.append(f"还有 {conferring} 份申报应会商或正在会商。")
        if open_points:
            self.fields["reason"] = reason_field(
                "评审未完仍结束的理由"
                if conferring or unchecked
                else "评分表未交齐仍结束的理由",
                help_text="".join(open_points),
                error_messages={"required": "没有填写理由。评审未完时须写明。"},
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


class MatrixFilterForm(PanelFilterForm):
    """Which dossiers, and which experts beside them."""

    who = forms.CharField(
        label="专家编号、姓名、单位或领域", required=False, max_length=60
    )

    @classmethod
    def kept(cls, query: str) -> dict[str, str]:
        """Of a query string what such a page understands; nothing else goes along."""
        names = {*cls.base_fields, "page", "experts"}
        said = QueryDict(query[:LONGEST_QUERY]).items()
        return {name: str(value) for name, value in said if name in names and value}


class CapForm(forms.Form):
    """The most dossiers of a round; left blank there is no cap of this sort."""

    most = EntryField(
        partial(rules.whole_number, unit="份", most=MOST_DOSSIERS),
        label="份数上限（份）",
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "size": 6}),
    )

    def __init__(self, *args: Any, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["most"].help_text = help_text
