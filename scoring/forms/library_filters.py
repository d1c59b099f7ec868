"""What to look for in a library; every field may stay empty."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.guides import province_choices
from scoring.models import LibraryEntry

ALL = ("", "全部")
Choices = list[tuple[str, str]]


class DirectoryForm(forms.Form):
    """The public directory's filters."""

    q = forms.CharField(label="单位或平台名称", required=False, max_length=60)
    province = forms.ChoiceField(
        label="省份", required=False, choices=lambda: [ALL, *province_choices()]
    )
    kind = forms.ChoiceField(label="平台类型", required=False)
    level = forms.ChoiceField(
        label="层级", required=False, choices=[ALL, *LibraryEntry.Level.choices]
    )
    year = forms.ChoiceField(label="入选年度", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ALL, ("in", "在库"), ("left", "已退出")]
    )

    def __init__(
        self, *args: Any, kinds: Choices, years: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [ALL, *kinds]
        self.fields["year"].choices = [ALL, *((str(y), f"{y} 年") for y in years)]

    @property
    def wanted(self) -> dict[str, str]:
        """What was chosen; of what no choice offers, nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def in_words(self) -> str:
        """“省份：吉林省；层级：重点”, or that all are listed."""
        said = []
        for name, value in self.wanted.items():
            choices = dict(getattr(self.fields[name], "choices", ()))
            said.append(f"{self.fields[name].label}：{choices.get(value, value)}")
        return "；".join(said) or "全部平台"


class RecordsForm(forms.Form):
    """An official's and a city's filters."""

    REPORTS = (
        ALL,
        ("due", "待报送"),
        ("late", "逾期未报"),
        ("handed_in", "已报送，待审核"),
        ("accepted", "已审核，待考核"),
        ("reviewed", "已考核"),
    )

    q = forms.CharField(label="单位或平台名称", required=False, max_length=60)
    kind = forms.ChoiceField(label="平台类型", required=False)
    level = forms.ChoiceField(
        label="层级", required=False, choices=[ALL, *LibraryEntry.Level.choices]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ALL, *LibraryEntry.State.choices]
    )
    report = forms.ChoiceField(label="本年度报告", required=False, choices=REPORTS)

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [ALL, *kinds]

    @property
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
