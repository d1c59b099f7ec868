"""A score sheet as it is typed: points, comments, a remark; each read exactly.

Not a Django form: its rows are written by hand in the template, for speed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from applications.presentation import TableRow, rows_of
from portal import rules
from scoring.facts.material import Place
from scoring.models import ScoreSheet

LONGEST_COMMENT = 500
LONGEST_REMARK = 2000
#: What cannot be read is shown again up to this length.
MOST_SHOWN = 2000


def points_name(code: str) -> str:
    return f"points-{code}"


def comment_name(code: str) -> str:
    return f"comment-{code}"


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One line of the sheet: a heading with its sum, or an indicator's controls.

    ``other`` and ``other_comment`` are what the sheet holds where something else
    stands in the control.
    """

    row: TableRow
    sum: Decimal | None = None
    done: int = 0
    count: int = 0
    points: str = ""
    comment: str = ""
    problem: str = ""
    comment_problem: str = ""
    other: str = ""
    other_comment: str = ""
    step: str = ""
    place: Place | None = None


class SheetForm:
    """What was typed into a sheet. Names that were not posted stay as they are saved.

    ``points``, ``comments`` and ``remark`` are what is to be saved: where something
    cannot be read or is out of range, the former value; ``problems`` says what and
    why, by the control's name.
    """

    def __init__(
        self,
        table: rules.IndicatorTable,
        sheet: ScoreSheet,
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.table, self.sheet = table, sheet
        self.data: Mapping[str, str] = data if data is not None else {}
        self.points: dict[str, str] = {}
        self.comments: dict[str, str] = {}
        self.problems: dict[str, str] = {}
        for indicator in table.indicators:
            self._read_points(indicator)
            self._read_comment(indicator)
        self.remark = self._text("remark", sheet.remark, LONGEST_REMARK, "总体评价")

    def _read_points(self, indicator: rules.Indicator) -> None:
        code, name = indicator.code, points_name(indicator.code)
        kept = self.sheet.points.get(code)
        if name in self.data:
            try:
                kept = read_points(self.data[name], indicator)
            except rules.EntryError as error:
                self.problems[name] = f"{named(indicator)}：{error.message}"
        if kept is not None:
            self.points[code] = kept

    def _read_comment(self, indicator: rules.Indicator) -> None:
        code, name = indicator.code, comment_name(indicator.code)
        label = f"{named(indicator)}的评语"
        kept = self._text(
            name, self.sheet.comments.get(code, ""), LONGEST_COMMENT, label
        )
        if kept:
            self.comments[code] = kept

    def _text(self, name: str, saved: str, limit: int, label: str) -> str:
        if name not in self.data:
            return saved
        try:
            return rules.plain_text(self.data[name], limit, multiline=True) or ""
        except rules.EntryError as error:
            self.problems[name] = f"{label}：{error.message}"
            return saved

    def shown(self, name: str, kept: str) -> str:
        """What stands in a control: what was typed, while it is in question."""
        if name in self.problems:
            return self.data[name].replace("\x00", "")[:MOST_SHOWN]
        return kept

    @property
    def mark(self) -> Decimal:
        return sum(map(Decimal, self.points.values()), Decimal(0))

    @property
    def done(self) -> int:
        return len(self.points)

    @property
    def count(self) -> int:
        return len(self.table.indicators)

    @property
    def open(self) -> list[rules.Indicator]:
        """The indicators without points, in the order of the table."""
        return [each for each in self.table.indicators if each.code not in self.points]

    @property
    def is_changed(self) -> bool:
        """Whether what is to be saved differs from what is."""
        saved = (self.sheet.points, self.sheet.comments, self.sheet.remark)
        return saved != (self.points, self.comments, self.remark)

    @property
    def shown_remark(self) -> str:
        return self.shown("remark", self.remark)

    def rows(self, places: Mapping[str, Place] | None = None) -> Iterator[MarkRow]:
        """Headings with their sums and indicators with their controls, in order.

        ``places`` says where the dossier speaks of each indicator.
        """
        indicators = {each.code: each for each in self.table.indicators}
        for row in rows_of(self.table):
            if row.code:
                place = (places or {}).get(row.code)
                yield self._indicator(row, indicators[row.code], place)
            else:
                yield self._heading(row)

    def _indicator(
        self, row: TableRow, indicator: rules.Indicator, place: Place | None
    ) -> MarkRow:
        points, comment = points_name(row.code), comment_name(row.code)
        shown = self.shown(points, self.points.get(row.code, ""))
        said = self.shown(comment, self.comments.get(row.code, ""))
        saved = self.sheet.points.get(row.code, "")
        was_said = self.sheet.comments.get(row.code, "")
        return MarkRow(
            row,
            points=shown,
            comment=said,
            problem=_short(self.problems.get(points, "")),
            comment_problem=_short(self.problems.get(comment, "")),
            other=saved if saved != shown else "",
            other_comment=was_said if was_said != said else "",
            step=str(indicator.step),
            place=place,
        )

    def _heading(self, row: TableRow) -> MarkRow:
        place = row.level - 1
        below = [
            each.code
            for each in self.table.indicators
            if each.group == row.group and each.path[place] == row.label
        ]
        given = [self.points[code] for code in below if code in self.points]
        total = sum(map(Decimal, given), Decimal(0))
        return MarkRow(row, sum=total, done=len(given), count=len(below))


def named(indicator: rules.Indicator) -> str:
    return f"指标 {indicator.code}“{indicator.label}”"


def _short(problem: str) -> str:
    """A problem where it is plain of which control it speaks."""
    return problem.partition("：")[2]


def read_points(raw: str, indicator: rules.Indicator) -> str | None:
    """Points as the sheet keeps them; None for nothing typed.

    Raises  EntryError, for what is no number, out of range or off the step.
    """
    points = rules.decimal_number(raw, unit="分")
    if points is None:
        return None
    if problem := rules.points_problem(points, indicator):
        raise rules.EntryError("E-NUM-RANGE", f"{problem}请改正后再保存。")
    return rules.plain(points)
