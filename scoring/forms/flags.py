"""A flag as an expert raises it, and as an official answers it."""

from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import EntryField, PickField
from portal import rules
from scoring.models import Flag
from scoring.models.flag import LONGEST_REASON


def _words(label: str, **kwargs: Any) -> EntryField:
    return EntryField(
        partial(rules.plain_text, limit=LONGEST_REASON, multiline=True),
        label=label,
        widget=forms.Textarea({"rows": 3, "data-count": LONGEST_REASON}),
        **kwargs,
    )


class FlagForm(forms.Form):
    """What is doubted, where, and why."""

    kind = PickField(
        label="标记类别", choices=Flag.Kind.choices, widget=forms.RadioSelect
    )
    place = PickField(label="涉及")
    reason = _words(
        "理由",
        help_text="写明依据，例如哪一页、哪个数对不上。匿名评审的批次不要写单位名称。",
        error_messages={"required": "没有填写理由。请写明后再标记。"},
    )

    def __init__(self, *args: Any, places: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "请选择"), *places]


class AnswerForm(forms.Form):
    """Upheld or dismissed, with an opinion; a ruling may follow an upheld one."""

    UPHELD, DISMISSED = "upheld", "dismissed"

    answer = PickField(
        label="处理结果",
        choices=[(UPHELD, "采纳"), (DISMISSED, "不采纳")],
        widget=forms.RadioSelect,
    )
    clause = PickField(
        label="采纳后认定的条款",
        required=False,
        help_text="采纳并选定的，转到这一条款的认定页面；不采纳的不用理会。",
    )
    opinion = _words(
        "处理意见",
        help_text="专家可以看到。",
        error_messages={"required": "没有填写处理意见。请写明后再确认。"},
    )

    def __init__(self, *args: Any, clauses: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [("", "不作条款认定"), *clauses]


class FlagFilterForm(forms.Form):
    """Which flags of a round to list."""

    STATES = (("", "全部"), ("open", "待处理"), ("done", "已处理"))

    q = forms.CharField(label="编号或企业", required=False, max_length=60)
    kind = forms.ChoiceField(
        label="标记类别", required=False, choices=[("", "全部"), *Flag.Kind.choices]
    )
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
