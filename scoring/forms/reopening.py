"""What an official names as wrong, and what comes of it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings

from applications.forms.typed import count, long_text
from scoring.facts.openings import Openings, Seat, Wrong
from scoring.forms.shortlists import LineReasonForm
from scoring.models import Expert, Reopening

Kind = Reopening.Kind
MOST_WORKDAYS = 20
NOTHING = "没有选择哪里不对。请在申报内容、条款、否决事项、评分或专家中至少选择一项。"
NO_TERM = "打开了申报内容，没有填写更正期限。请填写工作日数。"


STRUCK = "不予采信：打开的栏目按未填报处理，打开的佐证不再采信"


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
    """Facts, clauses, veto items, marks and seats, each by its own box; and why."""

    def __init__(self, *args: Any, openings: Openings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.openings = openings
        for n, (title, choices) in enumerate(openings.facts):
            self._add(f"facts-{n}", f"申报内容 {title}", choices)
        self._add("clauses", "条款结论", openings.clauses)
        self._add("vetoes", "一票否决事项", openings.vetoes)
        for seat in openings.seats:
            self._add(f"marks-{seat.pk}", f"专家 {seat.code} 的评分", seat.marks)
        seats = [(str(e.pk), f"专家 {e.code}（{e.total}）") for e in openings.seats]
        self._add("seats", "应当回避的专家", seats)
        self.fields["note"] = long_text(
            300,
            label="哪里不对",
            help_text=(
                "写明查实的事实，不写申报单位和提出人的名称：更正的企业和复核的专家"
                "读到这段话，匿名评审的批次会对专家隐去申报单位的名称。"
            ),
        )
        self.fields["workdays"] = count(
            MOST_WORKDAYS,
            "个工作日",
            label="企业更正申报内容的期限",
            required=False,
            initial=settings.CORRECTION_WORKDAYS,
            help_text="只在打开申报内容时用到，到最后一个工作日 18:00 为止。"
            "逾期没有提交的，打开的栏目按未填报处理，打开的佐证不再采信。",
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
            if name not in ("note", "workdays"):
                field = self[name]
                yield field.label, field, bool(field.value() or field.errors)

    def clean(self) -> None:
        if self.errors:
            return
        if not self.wrong:
            self.add_error(None, NOTHING)
        elif self._facts() and not self.cleaned_data.get("workdays"):
            self.add_error("workdays", NO_TERM)

    @property
    def wrong(self) -> list[Wrong]:
        data = self.cleaned_data
        return [
            *self._facts(),
            *(Wrong(Kind.CLAUSE, target=id) for id in data.get("clauses", ())),
            *(Wrong(Kind.VETO, target=id) for id in data.get("vetoes", ())),
            *self._marks(),
            *(Wrong(Kind.SEAT, assignment=int(pk)) for pk in data.get("seats", ())),
        ]

    def _facts(self) -> list[Wrong]:
        """All in one: an enterprise gets its dossier back once."""
        named = [
            id
            for n, _ in enumerate(self.openings.facts)
            for id in self.cleaned_data.get(f"facts-{n}", ())
        ]
        return [Wrong(Kind.FACTS, codes=tuple(named))] if named else []

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

    def __init__(
        self, *args: Any, kind: str, is_overdue: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        credited, struck = ("yes", "采信更正后的内容"), ("no", STRUCK)
        words = {
            Kind.FACTS: [struck] if is_overdue else [credited, struck],
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


class AmendLineForm(LineReasonForm, AmendReasonForm):
    """Also why the new line is not the rules', where it is not the old list's."""
