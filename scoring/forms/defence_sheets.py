"""A defence sheet as it is typed: points and a comment an item, each read exactly.

Not a Django form, as ``SheetForm`` is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django import forms

from portal import rules
from scoring.forms.devices import comment_name, points_name
from scoring.forms.panels import reason_field
from scoring.forms.sheets import MOST_SHOWN, read_points
from scoring.models import DefenceSheet
from scoring.models.sheet import LONGEST_COMMENT


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item with its two controls and what is wrong in them."""

    item: rules.Indicator
    points: str
    comment: str
    problem: str
    comment_problem: str


class DefenceForm:
    """What was typed. Names that were not posted stay as they are saved; where
    something cannot be read, the former value, and ``problems`` says why."""

    def __init__(
        self,
        table: rules.IndicatorTable,
        sheet: DefenceSheet,
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.table, self.sheet = table, sheet
        self.data: Mapping[str, str] = data if data is not None else {}
        self.points: dict[str, str] = {}
        self.comments: dict[str, str] = {}
        self.problems: dict[str, str] = {}
        for item in table.indicators:
            self._read_points(item)
            self._read_comment(item)

    def _read_points(self, item: rules.Indicator) -> None:
        name, kept = points_name(item.code), self.sheet.points.get(item.code)
        if name in self.data:
            try:
                kept = read_points(self.data[name], item)
            except rules.EntryError as error:
                self.problems[name] = f"{item.label}：{error.message}"
        if kept is not None:
            self.points[item.code] = kept

    def _read_comment(self, item: rules.Indicator) -> None:
        name, kept = comment_name(item.code), self.sheet.comments.get(item.code, "")
        if name in self.data:
            try:
                kept = rules.plain_text(self.data[name], LONGEST_COMMENT, True) or ""
            except rules.EntryError as error:
                self.problems[name] = f"{item.label}的评语：{error.message}"
        if kept:
            self.comments[item.code] = kept

    @property
    def is_changed(self) -> bool:
        saved = (self.sheet.points, self.sheet.comments)
        return saved != (self.points, self.comments)

    @property
    def mark(self) -> Decimal:
        return sum(map(Decimal, self.points.values()), Decimal(0))

    @property
    def open(self) -> list[str]:
        """What is still to be done, a sentence each."""
        said = []
        for item in self.table.indicators:
            if item.code not in self.points:
                said.append(f"{item.label}：没有打分")
            if item.code not in self.comments:
                said.append(f"{item.label}：没有写评语")
        return said

    def rows(self) -> Iterator[ItemRow]:
        for item in self.table.indicators:
            points, comment = points_name(item.code), comment_name(item.code)
            yield ItemRow(
                item,
                self._shown(points, self.points.get(item.code, "")),
                self._shown(comment, self.comments.get(item.code, "")),
                self.problems.get(points, "").partition("：")[2],
                self.problems.get(comment, "").partition("：")[2],
            )

    def _shown(self, name: str, kept: str) -> str:
        """What stands in a control: what was typed, while it is in question."""
        if name in self.problems:
            return self.data[name].replace("\x00", "")[:MOST_SHOWN]
        return kept


class StandingBackForm(forms.Form):
    """Why an expert marks no defence of this dossier."""

    reason = reason_field(
        "回避事由",
        help_text="只有组织单位看到。",
        error_messages={"required": "没有填写事由。请写明与申报单位的关系。"},
    )
