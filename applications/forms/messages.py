"""What is written on a dossier."""

from typing import Any

from django import forms

from applications.forms.typed import long_text
from applications.models.talk import LONGEST_MESSAGE


class MessageForm(forms.Form):
    about = forms.ChoiceField(
        label="关于",
        required=False,
        help_text="可以不选；选了，对方就知道说的是哪一部分、哪一栏。",
        error_messages={"invalid_choice": "没有这一部分或栏目。请重新选择。"},
    )
    text = long_text(
        LONGEST_MESSAGE,
        label="内容",
        help_text="申报单位、所在市和省级主管部门都能看到；发出后不能修改或删除。",
    )

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = choices

    @property
    def message(self) -> dict[str, str]:
        """What was typed, as ``actions.messages.send`` takes it."""
        section, _, unit = self.cleaned_data["about"].partition("/")
        text: str = self.cleaned_data["text"]
        return {"text": text, "section": section, "unit": unit}
