"""Where the line runs, what a signer says, why a list goes back or is undone."""

from decimal import Decimal
from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import EntryField
from applications.models import Round
from portal import rules
from scoring.facts import off_rules_in_words
from scoring.models import Shortlist

MOST_PLACES = 9999
FULL_MARKS = Decimal(100)


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


class ReasonForm(forms.Form):
    """Why; it is kept in the audit log."""

    reason = EntryField(
        partial(rules.plain_text, limit=500, multiline=True),
        label="理由",
        help_text="写入审计记录，不能修改。",
        widget=forms.Textarea({"rows": 4, "data-count": 500}),
    )


def line_reason(round: Round, kind: str, quota: int | None) -> EntryField:
    """Why a line is not the rules' own; whoever signs and the public read it."""
    return EntryField(
        partial(rules.plain_text, limit=500, multiline=True),
        label="入围线与规则名额不同的理由",
        help_text=f"{off_rules_in_words(round, kind, quota)}。写明依据，例如第几名并列"
        "压在线上。复核的人员看到，随公示公开，写入通知书和审计记录，不能修改；"
        "不写单位名称和得分。",
        widget=forms.Textarea({"rows": 3, "data-count": 500}),
        error_messages={
            "required": "没有填写。入围线不是规则公布的名额，请写明理由，"
            "或返回改按规则名额。"
        },
    )


class LineReasonForm(forms.Form):
    """Asked where a list is frozen by another line than the rules'."""

    def __init__(self, *args: Any, round: Round, kind: str, quota: int | None) -> None:
        super().__init__(*args)
        self.fields["line_reason"] = line_reason(round, kind, quota)


class OpinionForm(forms.Form):
    """What the signer of a step says with it."""

    opinion = EntryField(
        partial(rules.plain_text, limit=500, multiline=True),
        label="意见",
        required=False,
        help_text="可以不填；填写的印在审签记录中，不能修改。",
        widget=forms.Textarea({"rows": 3, "data-count": 500}),
    )

    def clean_opinion(self) -> str:
        return self.cleaned_data["opinion"] or ""


class ReturnForm(ReasonForm):
    """To which of the earlier steps a list goes back, and why."""

    number = forms.TypedChoiceField(
        label="退回到",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "没有选择退回到哪一环节。请选择一项。",
            "invalid_choice": "名单还没有到这一环节，请重新选择。",
        },
    )
    field_order = ["number", "reason"]

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any) -> None:
        """``steps`` are those that were signed, in their order."""
        super().__init__(*args, **kwargs)
        choices = [(n, step) for n, step in enumerate(steps, start=1)]
        self.fields["number"].choices = choices
