"""What an official names as wrong, and what comes of it."""

from collections.abc import Iterator
from typing import Any

from django import forms

from applications.forms.typed import long_text
from scoring.facts.openings import Openings, Seat, Wrong
from scoring.models import Expert, Reopening

Kind = Reopening.Kind
NOTHING = "没有选择哪里不对。请在条款、否决事项、专家评分或专家中至少选择一项。"


class HandlerForm(forms.Form):
    """Who deals with an objection."""

    handler = forms.ModelChoiceField(
        None,
        label="承办人",
        empty_label="请选择",
        error_messages={
            "required": "没有选择承办人。请选择一位本省工作人员。",
            "invalid_choice": "这位工作人员不在本省，或账号已停用，请重新选择。",
        },
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = people


class ReopenForm(forms.Form):
    """Clauses, veto items, marks and seats, each by its own box; and why."""

    def __init__(self, *args: Any, openings: Openings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.openings = openings
        self._add("clauses", "条款结论", openings.clauses)
        self._add("vetoes", "一票否决事项", openings.vetoes)
        for seat in openings.seats:
            self._add(f"marks-{seat.pk}", f"专家 {seat.code} 的评分", seat.marks)
        seats = [(str(e.pk), f"专家 {e.code}（{e.total}）") for e in openings.seats]
        self._add("seats", "应当回避的专家", seats)
        self.fields["note"] = long_text(
            500,
            label="哪里不对",
            help_text=(
                "写明查实的事实，不写申报单位和提出人的名称：复核的专家读到这段话，"
                "匿名评审的批次会隐去申报单位的名称。"
            ),
        )

    def _add(self, name: str, label: str, choices: Any) -> None:
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "没有这一项，请刷新页面后重新选择。"},
        )

    def groups(self) -> Iterator[tuple[str, forms.BoundField, bool]]:
        """A heading, the boxes, and whether any is ticked or wrong."""
        for name in self.fields:
            if name != "note":
                field = self[name]
                yield field.label, field, bool(field.value() or field.errors)

    def clean(self) -> None:
        if not self.errors and not self.wrong:
            self.add_error(None, NOTHING)

    @property
    def wrong(self) -> list[Wrong]:
        data = self.cleaned_data
        return [
            *(Wrong(Kind.CLAUSE, target=id) for id in data.get("clauses", ())),
            *(Wrong(Kind.VETO, target=id) for id in data.get("vetoes", ())),
            *self._marks(),
            *(Wrong(Kind.SEAT, assignment=int(pk)) for pk in data.get("seats", ())),
        ]

    def _marks(self) -> Iterator[Wrong]:
        for seat in self.openings.seats:
            if codes := self._codes(seat):
                yield Wrong(Kind.MARKS, assignment=seat.pk, codes=codes)

    def _codes(self, seat: Seat) -> tuple[str, ...]:
        return tuple(self.cleaned_data.get(f"marks-{seat.pk}", ()))


class JudgeForm(forms.Form):
    """The verdict once more."""

    holds = forms.TypedChoiceField(
        label="重新认定",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": "没有选择结论。请选择一项。",
            "invalid_choice": "请选择所列的一项。",
        },
    )
    reason = long_text(
        1000, label="理由", help_text="写明依据和核实经过，企业将逐字看到。"
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            Kind.CLAUSE: [("yes", "达到"), ("no", "未达到")],
            Kind.VETO: [("yes", "属实，一票否决"), ("no", "不成立，不予否决")],
        }
        self.fields["holds"].choices = words[Kind(kind)]


class ReplaceForm(forms.Form):
    """Who takes the seat."""

    expert = forms.ModelChoiceField(
        Expert.objects.none(),
        label="替换的专家",
        empty_label="请选择",
        help_text="只列没有利益关系、可以承担评审的专家。由其重新评整份评分表。",
        error_messages={
            "required": "没有选择专家。请选择一位。",
            "invalid_choice": "这位专家不能评审这份申报，请重新选择。",
        },
    )

    def __init__(self, *args: Any, experts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].queryset = experts


class AmendReasonForm(forms.Form):
    """Why the old list is void; everybody reads it."""

    reason = long_text(
        500,
        label="更正说明",
        help_text="随更正公示公开，印在作废的名单和文书的核验结果上，不能修改。",
    )
