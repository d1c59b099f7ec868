"""Forms about veto items: the city's check, the official's decision."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from applications.actions.vetoes import Answer
from applications.forms.typed import long_text, short_text
from applications.presentation.vetoes import VetoLine

LONGEST_NOTE = 300
LONGEST_REASON = 1000


class VetoReviewForm(forms.Form):
    """Every item is checked; a doubt says what it rests on."""

    def __init__(self, *args: Any, lines: Iterable[VetoLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            said, item = line.review, line.item
            self.fields[item.id] = forms.ChoiceField(
                label=f"{item.label}：核查结论",
                help_text=f"核查：{item.look}",
                choices=[("yes", "与企业填报一致"), ("no", "有疑问")],
                widget=forms.RadioSelect,
                initial=said and ("yes" if said.agrees else "no"),
                error_messages={"required": "没有选择。请选择一致或有疑问。"},
            )
            self.fields[f"note_{item.id}"] = short_text(
                LONGEST_NOTE,
                label=f"{item.label}：核查说明",
                required=False,
                initial=said.note if said else "",
            )

    def rows(self) -> Iterator[tuple[VetoLine, forms.BoundField, forms.BoundField]]:
        for line in self.lines:
            yield line, self[line.item.id], self[f"note_{line.item.id}"]

    def clean(self) -> None:
        for line in self.lines:
            id, note = line.item.id, f"note_{line.item.id}"
            is_silent = note not in self.errors and not self.cleaned_data.get(note)
            if self.cleaned_data.get(id) == "no" and is_silent:
                self.add_error(note, "有疑问的事项必须写明情况。请填写。")

    @property
    def answers(self) -> dict[str, Answer]:
        data = self.cleaned_data
        return {
            id: Answer(data[id] == "yes", data[f"note_{id}"] or "")
            for id in (line.item.id for line in self.lines)
        }


class VetoDecisionForm(forms.Form):
    is_confirmed = forms.ChoiceField(
        label="经核实，这一情形",
        choices=[("yes", "属实，一票否决"), ("no", "不成立，不予否决")],
        widget=forms.RadioSelect,
        error_messages={"required": "没有选择。请选择属实或不成立。"},
    )
    reason = long_text(
        LONGEST_REASON, label="理由", help_text="写明依据和核实经过，企业将逐字看到。"
    )
