"""The form of a round's 评审规定."""

from functools import partial
from typing import Any

from django import forms

from applications.facts import review_of
from applications.forms.controls import EntryField
from applications.forms.selection_rules import KindFields, SelectionFields
from applications.models import Round
from portal import rules
from portal.rules.review import FULL


class ReviewRulesForm(forms.Form):
    """When a comment is due, when experts confer, and who may be selected."""

    OF_EXPERTS = ("comment_below", "comment_above", "spread")

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        review = review_of(round)
        self.fields["comment_below"] = _share(
            "得分低于该项权重的百分之几，必须写评语",
            review.comment_below,
            help_text="例如 60：权重 10 分的指标，低于 6 分须写评语，正好 6 分不必。",
        )
        self.fields["comment_above"] = _share(
            "得分高于该项权重的百分之几，必须写评语",
            review.comment_above,
            help_text="例如 95：权重 10 分的指标，高于 9.5 分须写评语。",
        )
        self.fields["spread"] = _points(
            "同一申报各专家总分的最高与最低相差超过多少分，须会商复评",
            review.spread,
            help_text="例如 15：相差 15.01 分须会商，正好 15 分不必。",
        )
        self.selecting = SelectionFields(self, round)

    def clean(self) -> None:
        below = self.cleaned_data.get("comment_below")
        above = self.cleaned_data.get("comment_above")
        if below is not None and above is not None and below >= above:
            self.add_error("comment_below", "应小于下一项。请改正其中之一。")
        self.selecting.clean()

    def kinds(self) -> list[KindFields]:
        return self.selecting.kinds()

    def review(self) -> rules.ReviewRules:
        of_experts = {name: self.cleaned_data[name] for name in self.OF_EXPERTS}
        return rules.ReviewRules(**of_experts, selection=self.selecting.selection())


def _share(label: str, value: Any, **kwargs: Any) -> EntryField:
    read = partial(rules.percentage, places=1, most=FULL)
    return _limit(read, "%", label, value, **kwargs)


def _points(label: str, value: Any, **kwargs: Any) -> EntryField:
    read = partial(rules.decimal_number, places=2, unit="分", most=FULL)
    return _limit(read, "分", label, value, **kwargs)


def _limit(read: Any, unit: str, label: str, value: Any, **kwargs: Any) -> EntryField:
    return EntryField(
        read,
        label=label,
        unit=unit,
        required=False,
        initial="" if value is None else rules.plain(value),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        **kwargs,
    )
