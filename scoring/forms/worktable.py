"""What of a work table is wanted, as its address says it; and a name to keep it by."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from django import forms

from applications.forms.controls import EntryField
from applications.models import Dossier
from portal import rules
from scoring.models import SavedView

Choices = Sequence[tuple[str, str]]
PROGRESS = (
    ("vacant", "专家未满"),
    ("none", "无人提交评分"),
    ("some", "部分提交"),
    ("all", "全部提交"),
)
SPREADS = (("5", "5 分以上"), ("10", "10 分以上（偏大）"), ("15", "15 分以上"))
THRESHOLDS = (("yes", "达到"), ("no", "未达到"))
#: What says which rows, in the order of the form; the rest says how they are shown.
FILTERS = ("kind", "city", "status", "eligible", "progress", "spread", "flag", "q")


def _choice(label: str, choices: Choices = ()) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", "全部"), *choices]
    )


class TableForm(forms.Form):
    """Nonsense in an address is left out, never an error."""

    kind = _choice("平台类型")
    city = _choice("设区市")
    status = _choice("状态", [c for c in Dossier.Status.choices if c[0] != "draft"])
    eligible = _choice("门槛核对", THRESHOLDS)
    progress = _choice("评分进度", PROGRESS)
    spread = _choice("专家极差", SPREADS)
    flag = _choice("提示")
    q = forms.CharField(label="关键词", required=False, max_length=60)
    sort = forms.ChoiceField(required=False)
    c = forms.MultipleChoiceField(
        label="显示的列", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, facets: dict[str, Choices], columns: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in facets.items():
            self.fields[name].choices = [("", "全部"), *choices]
        self.fields["q"].widget.attrs["placeholder"] = "单位或编号"
        self.fields["c"].choices = columns
        both = ((name, f"-{name}") for name, _ in columns)
        self.fields["sort"].choices = [(name, name) for pair in both for name in pair]

    @cached_property
    def sought(self) -> dict[str, Any]:
        """What was asked for and can be answered."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @cached_property
    def filters(self) -> dict[str, str]:
        return {name: self.sought[name] for name in FILTERS if name in self.sought}


class SavedViewForm(forms.Form):
    """The name under which an official finds this filter again."""

    name = EntryField(
        partial(rules.plain_text, limit=SavedView.LONGEST_NAME), label="视图名称"
    )
    is_default = forms.BooleanField(label="打开台账时先显示这一视图", required=False)
