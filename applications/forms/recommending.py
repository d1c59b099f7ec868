"""Forms around a city's list: a batch's opinions, quotas, the stamped scan."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms

from applications.forms.decisions import LONGEST_OPINION
from applications.forms.evidence import Checked, judged, taken
from applications.forms.typed import (
    at_clock,
    beijing,
    count,
    long_text,
    on_day,
    short_text,
    typed,
)
from applications.presentation.quotas import QuotaLine
from applications.presentation.recommending import Planned
from portal.files.answers import Refused

MOST_PLACES = 999
STAMPED = ("pdf", "jpg", "jpeg", "png")


class BatchForm(forms.Form):
    """One opinion for all; where one is written for a dossier, that one counts."""

    opinion = long_text(
        LONGEST_OPINION,
        label="共同的推荐意见",
        required=False,
        help_text="没有单独填写意见的各家都用这一条；逐家都已单独填写的，可以不填。",
    )

    def __init__(self, *args: Any, plan: Iterable[Planned], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = list(plan)
        for each in self.plan:
            field = long_text(
                LONGEST_OPINION,
                label=f"{each.dossier.enterprise.name}的推荐意见",
                required=False,
            )
            field.widget.attrs["rows"] = 2
            self.fields[f"opinion_{each.dossier.key}"] = field

    def rows(self) -> Iterator[tuple[Planned, forms.BoundField]]:
        for each in self.plan:
            yield each, self[f"opinion_{each.dossier.key}"]

    def clean(self) -> None:
        data = self.cleaned_data
        lacking = [
            each
            for each in self.plan
            if not data.get("opinion") and not data.get(f"opinion_{each.dossier.key}")
        ]
        if lacking and "opinion" not in self.errors:
            self.add_error(
                "opinion", "没有填写推荐意见。请填写共同的意见，或逐家单独填写。"
            )

    @property
    def opinions(self) -> dict[int, str]:
        data = self.cleaned_data
        return {
            each.dossier.pk: data.get(f"opinion_{each.dossier.key}") or data["opinion"]
            for each in self.plan
        }


class QuotasForm(forms.Form):
    """A number a city and kind; an empty one is no limit. And the cities' term."""

    due_on = on_day(
        "市级报送期限（日期）",
        required=False,
        help_text="不设期限的，日期和时间都不填。",
    )
    due_clock = at_clock(
        "市级报送期限（时间）",
        required=False,
        help_text="北京时间；到期未报齐的标为逾期。",
    )

    def __init__(
        self,
        *args: Any,
        lines: dict[str, list[QuotaLine]],
        due_at: datetime | None,
        **kwargs: Any,
    ) -> None:
        day, clock = typed(due_at)
        initial = {"due_on": day, "due_clock": clock}
        super().__init__(*args, initial=initial, **kwargs)
        self.lines = lines
        self.names: dict[tuple[str, str], str] = {}
        for row, (city, kinds) in enumerate(lines.items()):
            for column, line in enumerate(kinds):
                name = self.names[city, line.kind] = f"quota_{row}_{column}"
                field = count(
                    MOST_PLACES,
                    label=f"{city}{line.label}名额",
                    required=False,
                    initial="" if line.most is None else str(line.most),
                )
                field.widget.attrs["aria-label"] = field.label
                self.fields[name] = field

    def rows(self) -> Iterator[tuple[str, list[tuple[QuotaLine, forms.BoundField]]]]:
        for city, kinds in self.lines.items():
            yield city, [(line, self[self.names[city, line.kind]]) for line in kinds]

    def clean(self) -> None:
        data = self.cleaned_data
        day, clock = data.get("due_on"), data.get("due_clock")
        if "due_on" in self.errors or "due_clock" in self.errors:
            return
        if (day is None) != (clock is None):
            lacking = "due_clock" if clock is None else "due_on"
            self.add_error(lacking, "日期和时间要么都填，要么都不填。请补齐。")
        data["due_at"] = beijing(day, clock)

    @property
    def quotas(self) -> dict[tuple[str, str], int | None]:
        return {key: self.cleaned_data[name] for key, name in self.names.items()}


class SheetForm(forms.Form):
    """The scan of the list that was signed and stamped."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(
            label="盖章扫描件",
            help_text=taken(STAMPED),
            widget=forms.FileInput({"accept": ",".join(f".{e}" for e in STAMPED)}),
            allow_empty_file=True,
            max_length=None,
            error_messages={"required": "没有选择文件。请选择盖章后的扫描件。"},
        )

    def clean_file(self) -> Checked:
        found = judged(self.cleaned_data["file"], STAMPED)
        if isinstance(found, Refused):
            raise forms.ValidationError(found.message)
        return found


class ExemptForm(forms.Form):
    reason = short_text(
        300, label="理由", help_text="例如：2025 年第一批已入选，按通知不占名额。"
    )
