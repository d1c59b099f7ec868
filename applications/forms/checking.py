"""The form of the city's formal check: an answer and a note an item."""

from collections.abc import Iterator
from typing import Any

from django import forms

from applications.actions.checking import Answer
from applications.forms.typed import short_text
from applications.presentation.checking import CheckLine, Checks

LONGEST_NOTE = 300


class ChecksForm(forms.Form):
    """Every item is answered; one that does not pass says why."""

    def __init__(self, *args: Any, checks: Checks, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = checks
        for line in checks:
            said, note = line.answer, f"note_{line.item}"
            self.fields[line.item] = forms.ChoiceField(
                label=line.label,
                help_text=line.look,
                choices=[("yes", "通过"), ("no", "不通过")],
                widget=forms.RadioSelect,
                initial=said and ("yes" if said.passed else "no"),
                error_messages={"required": "没有选择。请选择通过或不通过。"},
            )
            self.fields[note] = short_text(
                LONGEST_NOTE,
                label=f"{line.label}：备注",
                required=False,
                initial=said.note if said else "",
            )

    def rows(self) -> Iterator[tuple[CheckLine, forms.BoundField, forms.BoundField]]:
        for line in self.lines:
            yield line, self[line.item], self[f"note_{line.item}"]

    def clean(self) -> None:
        for line in self.lines:
            note = f"note_{line.item}"
            refused = self.cleaned_data.get(line.item) == "no"
            if refused and note not in self.errors and not self.cleaned_data[note]:
                self.add_error(note, "不通过的事项必须写明情况。请填写。")

    @property
    def answers(self) -> dict[str, Answer]:
        data = self.cleaned_data
        return {
            line.item: Answer(data[line.item] == "yes", data[f"note_{line.item}"] or "")
            for line in self.lines
        }
