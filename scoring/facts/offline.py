"""What stands where in an offline score sheet, and the stamp that says which it is."""

import hashlib
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from applications.facts import anchors_of, guide_of, review_of, table_of
from applications.models import Round
from applications.presentation import TableRow, rows_of
from portal import rules
from portal.rules.anchors import anchors_text
from scoring.facts.reasons import limits_of
from scoring.models import Assignment, ScoreSheet

#: Raised by hand when rows or columns change their meaning.
VERSION = "1"
STAMP = "B2"
HEAD, SUM, FIRST = 3, 4, 5
HEADS = ("编号", "指标", "满分", "步长", "评价要求", "得分", "评语", "校验")
POINTS, COMMENT, CHECK = 6, 7, 8
#: By code: the guidance to the points, and which points ask for a comment.
Said = tuple[tuple[str, tuple[str, str]], ...]
REMARK = "remark"
REMARK_LABEL = "总体评价（选填）"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet; ``last`` is the lowest one that a heading sums up."""

    number: int
    row: TableRow
    indicator: rules.Indicator | None
    last: int
    anchors: str = ""
    comment: str = ""

    @property
    def wants(self) -> str:
        """What the indicator asks, and what the round says to which points."""
        said = (
            ("评估内容", self.row.content),
            ("依据", self.row.basis),
            ("评价方式", self.row.method),
            ("分档标准", self.row.scale.text if self.row.scale else ""),
            ("分档说明", self.anchors),
            ("须写评语", self.comment),
        )
        return "\n".join(f"{label}：{text}" for label, text in said if text)

    @property
    def fixed(self) -> list[str]:
        """All that nobody may change in it."""
        row, step = self.row, self.indicator.step if self.indicator else ""
        place = [str(row.level), row.label, row.code]
        return [*place, str(row.weight), str(step), self.wants]


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheet's rows; ``digest`` is of all that is fixed in it."""

    lines: tuple[Line, ...]
    digest: str

    @property
    def remark(self) -> int:
        """The row under the indicators."""
        return FIRST + len(self.lines)

    @property
    def count(self) -> int:
        return sum(line.indicator is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which assignment, as of which version, by which rules and table."""

    key: str
    version: int
    round: str
    digest: str

    def __str__(self) -> str:
        return f"{VERSION}:{self.key}:{self.version}:{self.round}:{self.digest}"


def layout_of(round: Round) -> Layout:
    """The sheet by which a round's dossiers are marked."""
    table, review = table_of(round), review_of(round)
    anchors = anchors_of(round)
    said = {
        each.code: (
            anchors_text(anchors.get(each.code, ())),
            limits_of(each, review).in_words,
        )
        for each in table.indicators
    }
    return _layout(table, tuple(said.items()))


@lru_cache(maxsize=64)
def _layout(table: rules.IndicatorTable, said: Said) -> Layout:
    indicators = {each.code: each for each in table.indicators}
    rows, words = rows_of(table), dict(said)
    lines = tuple(
        Line(
            FIRST + place,
            row,
            indicators.get(row.code),
            FIRST + _last(rows, place),
            *words.get(row.code, ()),
        )
        for place, row in enumerate(rows)
    )
    fixed = [[*HEADS, REMARK_LABEL], *(line.fixed for line in lines)]
    text = json.dumps(fixed, ensure_ascii=False)
    return Layout(lines, hashlib.sha256(text.encode()).hexdigest()[:16])


def _last(rows: tuple[TableRow, ...], place: int) -> int:
    """The place of the last row under this one; its own for an indicator."""
    own = rows[place]
    if own.code:
        return place
    last = place
    for below in range(place + 1, len(rows)):
        if not rows[below].code and rows[below].level <= own.level:
            break
        last = below
    return last


def stamp_of(assignment: Assignment, sheet: ScoreSheet) -> Stamp:
    """As of now; the assignment comes with its dossier's round."""
    round = assignment.dossier.round
    digest = layout_of(round).digest
    return Stamp(assignment.key, sheet.version, round.digest[:16], digest)


def read_stamp(text: str) -> Stamp | None:
    """None where it is none of this version's."""
    parts = text.split(":")
    if len(parts) != 5 or parts[0] != VERSION:
        return None
    _, key, version, round, digest = parts
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        return None
    return Stamp(key, int(version), round, digest)


def check_of(name: str, points: str, comment: str) -> str:
    """What tells whether a row still reads as it was issued; never a bare number."""
    text = json.dumps([name, points, comment], ensure_ascii=False)
    return f"r{hashlib.sha256(text.encode()).hexdigest()[:9]}"


def is_check(text: str) -> bool:
    return re.fullmatch(r"r[0-9a-f]{9}", text) is not None


def sheet_of(assignment: Assignment) -> ScoreSheet:
    """The assignment's sheet, or the blank one that would be saved first."""
    found: ScoreSheet | None = getattr(assignment, "sheet", None)
    return found or ScoreSheet(assignment=assignment)


def names_of(table: rules.IndicatorTable) -> dict[str, str]:
    """Code and label of whatever a sheet asks, in its order."""
    named = {each.code: f"{each.code} {each.label}" for each in table.indicators}
    return {**named, REMARK: "总体评价"}


def held_in(sheet: ScoreSheet, name: str) -> tuple[str, str]:
    """Points and comment as the portal has them; the remark is a comment."""
    if name == REMARK:
        return "", sheet.remark
    points = sheet.points.get(name, "")
    plain = rules.plain(Decimal(points)) if points else ""
    return plain, sheet.comments.get(name, "")


def title_of(assignment: Assignment) -> str:
    """What a sheet says of its dossier: nothing of the applicant where blind."""
    dossier = assignment.dossier
    said = [str(dossier.number), guide_of(dossier.round).kinds[dossier.kind].label]
    if not dossier.round.is_blind:
        said += [dossier.enterprise.name, dossier.platform]
    return " · ".join(said)
