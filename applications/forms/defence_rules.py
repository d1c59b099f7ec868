"""The form of a round's 现场答辩: its share, who is called, and its own small table."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms

from applications.exports.defence_rules import ABSENCES
from applications.facts import defence_of
from applications.forms.controls import EntryField, PickField
from applications.forms.typed import count, long_text, short_text
from applications.models import Round
from portal import rules
from portal.rules.defence import (
    FULL,
    MOST_ITEMS,
    DefenceRules,
    read_defence,
)

YES, NO = "yes", "no"
LONGEST_NAME, LONGEST_ABOUT, LONGEST_BRING = 40, 200, 300
#: Rows of the table: so many to begin with, so many beyond those that are filled.
LEAST_ROWS, SPARE_ROWS = 3, 1
PAIR = ("name", "points")
#: What the button is called that asks for one more row, and saves nothing.
MORE = "more"


class DefenceRulesForm(forms.Form):
    """An item without a name and points is none; without a defence the rest is moot."""

    has_defence = PickField(
        label="本批次是否设现场答辩",
        choices=((YES, "设现场答辩"), (NO, "不设，按材料评审排名")),
        widget=forms.RadioSelect,
    )
    weight = count(
        100,
        unit="%",
        label="答辩占综合得分的百分之几",
        required=False,
        help_text="5 至 50，5 的整数倍，例如 30：材料评审占 70%，答辩占 30%。",
    )
    first = count(
        999,
        unit="名",
        label="材料评审各类型前几名参加答辩",
        required=False,
        help_text="空着：参加排名的全部参加。末位并列的一并参加，其余不参加最终排名。",
    )
    absence = PickField(
        label="缺席答辩的",
        choices=[(key.value, words) for key, words in ABSENCES.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    bring = long_text(
        LONGEST_BRING,
        label="请企业携带",
        required=False,
        help_text="随时间表通知企业，例如：演示电脑、营业执照复印件、身份证。",
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stated = defence_of(round)
        items = list(stated.table.indicators) if stated else []
        self.initial = _said(stated) | self.initial
        self.numbers = range(1, self._count(len(items)) + 1)
        for number in self.numbers:
            item = items[number - 1] if number <= len(items) else None
            self._add_item(number, item)

    def _count(self, items: int) -> int:
        """How many rows: those that are filled or were sent, and one where asked."""
        sent = self.data or self.initial
        known = [n for n in range(1, MOST_ITEMS + 1) if f"name_{n}" in sent]
        wanted = max(known, default=0) + (MORE in sent)
        return min(MOST_ITEMS, max(LEAST_ROWS, items + SPARE_ROWS, wanted))

    @property
    def next(self) -> int:
        """The number of the row that can still be added; 0 for none."""
        return len(self.numbers) + 1 if len(self.numbers) < MOST_ITEMS else 0

    def _add_item(self, number: int, item: rules.Indicator | None) -> None:
        self.fields[f"name_{number}"] = short_text(
            LONGEST_NAME,
            label=f"第 {number} 项名称",
            required=False,
            initial=item.label if item else "",
        )
        read = partial(rules.decimal_number, places=1, unit="分", most=FULL)
        self.fields[f"points_{number}"] = EntryField(
            read,
            unit="分",
            label=f"第 {number} 项分值",
            required=False,
            initial=rules.plain(item.weight) if item and item.weight else "",
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        )
        self.fields[f"about_{number}"] = short_text(
            LONGEST_ABOUT,
            label=f"第 {number} 项看什么",
            required=False,
            initial=item.content if item else "",
        )

    def rows(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        for n in self.numbers:
            yield n, [self[f"{part}_{n}"] for part in ("name", "points", "about")]

    def clean(self) -> None:
        if self.cleaned_data.get("has_defence") != YES:
            return
        for name, said in (
            ("weight", "没有填写百分数。请填 5 至 50 之间、5 的整数倍。"),
            ("absence", "没有选择。请选择缺席答辩如何处理。"),
        ):
            if name not in self.errors and self.cleaned_data.get(name) is None:
                self.add_error(name, said)
        for n in self.numbers:
            self._check_row(n)
        if not self.errors:
            self._read()

    def _check_row(self, n: int) -> None:
        name, points = (self.cleaned_data.get(f"{part}_{n}") for part in PAIR)
        if name and points is None and f"points_{n}" not in self.errors:
            self.add_error(f"points_{n}", "没有填写分值。请填写，或清空这一项的名称。")
        if points is not None and not name and f"name_{n}" not in self.errors:
            self.add_error(f"name_{n}", "没有填写名称。请填写，或清空这一项的分值。")

    def _read(self) -> None:
        try:
            read_defence(self._data())
        except rules.DocumentError as error:
            part = error.place.removeprefix("defence.").partition("[")[0]
            field = part if part in self.fields else "name_1"
            what = "评分项目：" if field == "name_1" else ""
            self.add_error(field, f"{what}{error.message}请改正。")

    def _data(self) -> dict[str, object]:
        said = self.cleaned_data
        items = [
            {
                "name": said[f"name_{n}"],
                "points": rules.plain(said[f"points_{n}"]),
                "about": said[f"about_{n}"] or "",
            }
            for n in self.numbers
            if said[f"name_{n}"]
        ]
        first = {} if said["first"] is None else {"first": said["first"]}
        return {
            "weight": str(said["weight"]),
            "sheet": items,
            "absence": said["absence"],
            "bring": said["bring"] or "",
            **first,
        }

    def defence(self) -> DefenceRules | None:
        if self.cleaned_data["has_defence"] != YES:
            return None
        return read_defence(self._data())


def _said(stated: DefenceRules | None) -> dict[str, Any]:
    """What the form begins with, but for the items."""
    if stated is None:
        return {"has_defence": NO}
    return {
        "has_defence": YES,
        "weight": str(stated.weight),
        "first": "" if stated.first is None else str(stated.first),
        "absence": stated.absence.value,
        "bring": stated.bring,
    }
