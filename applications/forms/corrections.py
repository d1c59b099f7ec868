"""What is to be put right: any field, table, answer or file of a dossier, by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from applications.actions.corrections import Wanted
from applications.forms.decisions import LONGEST_REASON, ReturnForm
from applications.forms.typed import at_clock, beijing, long_text, on_day, typed
from applications.models import Dossier
from applications.presentation.nameable import nameable_in

LONGEST_NOTE = 300
USUAL = "经审核，申报材料需要补正，请按逐项意见修改。"
NONE = "没有选择。请至少选择一处需要补正的内容，或勾选整节。"
NO_NOTE = "没有写意见。请写明哪里不对、怎样改。"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be named, what is stated there, and its two controls."""

    section: str
    unit: str
    label: str
    full_label: str
    stated: str
    pick: forms.BoundField
    note: forms.BoundField

    @property
    def is_picked(self) -> bool:
        return bool(self.pick.value() or str(self.note.value() or "").strip())


@dataclass(frozen=True, slots=True)
class Chapter:
    number: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def picked(self) -> int:
        return sum(each.is_picked for each in self.choices)


class CorrectionForm(ReturnForm):
    """A return with its items: what has a tick or a note is named."""

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].label = "总体说明"
        self.initial["reasons"] = USUAL
        self.order_fields(["reasons", "due_on", "due_clock"])
        self._named = list(nameable_in(dossier))
        for each in self._named:
            self.fields[f"pick-{each.id}"] = forms.BooleanField(
                label=each.label, required=False
            )
            label = f"{each.label}：意见"
            note = long_text(LONGEST_NOTE, label=label, required=False)
            note.widget = forms.Textarea({"rows": 1, "maxlength": LONGEST_NOTE})
            self.fields[f"note-{each.id}"] = note

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reasons", "due_on", "due_clock")]

    @property
    def chapters(self) -> list[Chapter]:
        found: dict[str, list[Choice]] = {}
        for each in self._named:
            choice = Choice(
                each.section, each.unit, each.label, each.full_label, each.stated,
                self[f"pick-{each.id}"], self[f"note-{each.id}"],
            )  # fmt: skip
            found.setdefault(f"{each.number}、{each.title}", []).append(choice)
        return [
            Chapter(*head.split("、", 1), tuple(choices))
            for head, choices in found.items()
        ]

    def clean(self) -> None:
        super().clean()
        named = []
        for chapter in self.chapters:
            for each in chapter.choices:
                note = self.cleaned_data.get(each.note.name) or ""
                if each.note.name in self.errors or not each.is_picked:
                    continue
                if not note:
                    self.add_error(each.note.name, NO_NOTE)
                else:
                    named.append(Wanted(each.section, each.unit, each.full_label, note))
        if not named and not any(name.startswith("note-") for name in self.errors):
            self.add_error(None, NONE)
        self.cleaned_data["items"] = named


class ExtensionForm(forms.Form):
    """More time for a correction, with its reason."""

    due_on = on_day("新的补正期限（日期）")
    due_clock = at_clock(
        "新的补正期限（时间）", help_text="北京时间；到期时刻起不再接收。"
    )
    reason = long_text(LONGEST_REASON, label="延长理由", help_text="企业将逐字看到。")

    def __init__(
        self, *args: Any, due: datetime, at: datetime, proposed: datetime, **kwargs: Any
    ) -> None:
        day, clock = typed(proposed)
        super().__init__(*args, initial={"due_on": day, "due_clock": clock}, **kwargs)
        self.least = max(due, at)

    def clean(self) -> None:
        data = self.cleaned_data
        due = beijing(data.get("due_on"), data.get("due_clock"))
        if due is not None and due <= self.least:
            self.add_error("due_on", "新的期限应晚于现在和原定期限。请改正。")
        data["due"] = due


class TakeBackForm(forms.Form):
    reason = long_text(
        LONGEST_REASON,
        label="撤回理由（可不填）",
        required=False,
        help_text="只记入办理记录，不影响再次提交。",
    )
