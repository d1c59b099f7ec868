"""How the experts of a ranking marked: severity, spread, agreement, outliers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean

from portal.rules.agreement import Agreement, Correlation, concordance, panels
from portal.rules.intervals import Estimate, deviation
from portal.rules.severity import Ratings, Severities
from scoring.facts import Line
from scoring.rankings.figures import Interval, interval, two

#: From so many standard deviations on a sheet is looked at again.
FAR = Decimal(3)
#: Of a hundred thousand sheets that are all in order, so many lie that far by chance.
BY_CHANCE = 270
#: A panel's order says something from so many dossiers on; so many panels are listed.
FEWEST, MOST_PANELS = 3, 10


@dataclass(frozen=True, slots=True)
class ExpertRow:
    code: str
    sheets: int
    mean: Decimal | None
    spread: Interval | None
    severity: Interval
    tone: str
    word: str

    @property
    def label(self) -> str:
        """The picture for the ear."""
        return f"{self.code} 宽严 {self.severity.shown} 分，区间 {self.severity.words}"


@dataclass(frozen=True, slots=True)
class AgreementRow:
    name: str
    single: Decimal | None
    panel: Decimal | None
    meaning: str


@dataclass(frozen=True, slots=True)
class PanelRow:
    """Dossiers that the very same experts marked, and Kendall's W of them."""

    experts: str
    dossiers: int
    concordance: Decimal


@dataclass(frozen=True, slots=True)
class Outlier:
    line: Line
    expert: str
    mark: Decimal | None
    others: Decimal | None
    distance: Decimal

    @property
    def size(self) -> Decimal:
        return abs(self.distance)


def expert_rows(ratings: Ratings, fitted: Severities) -> list[ExpertRow]:
    """The strictest first."""
    given: dict[str, list[float]] = {}
    for marks in ratings.values():
        for expert, mark in marks.items():
            given.setdefault(expert, []).append(mark)
    listed = sorted(fitted.severity.items(), key=lambda each: (-each[1].value, each[0]))
    return [_expert(code, given[code], severity) for code, severity in listed]


def _expert(code: str, marks: list[float], severity: Estimate) -> ExpertRow:
    spread = deviation(marks)
    tone, word = _word(severity)
    return ExpertRow(
        code=code,
        sheets=len(marks),
        mean=two(fmean(marks)),
        spread=interval(spread) if spread else None,
        severity=interval(severity),
        tone=tone,
        word=word,
    )


def _word(severity: Estimate) -> tuple[str, str]:
    if severity.low is None:
        return "muted", "无法判断"
    if not severity.excludes_zero:
        return "ok", "无明显差别"
    return ("warn", "偏严") if severity.value > 0 else ("info", "偏宽")


def reach_of(rows: Sequence[ExpertRow]) -> int:
    """How far the scale of the intervals goes on either side of 0."""
    ends = [
        abs(end or 0)
        for row in rows
        for end in (row.severity.value, row.severity.low, row.severity.high)
    ]
    return max(1, *(int(end) + 1 for end in ends)) if ends else 1


def agreement_rows(found: Agreement) -> list[AgreementRow]:
    return [
        _agreement(
            "ICC(1,1)、ICC(1,k)",
            found.one_way,
            "把每份申报的专家看作随意选来的：专家宽严不同也算意见不一致。",
        ),
        _agreement(
            "ICC(2,1)、ICC(2,k)",
            found.absolute,
            "认得出是哪位专家：分数相同才算一致，宽严不同算不一致。",
        ),
        _agreement(
            "ICC(3,1)、ICC(3,k)",
            found.consistent,
            "只看高低次序：宽严不同不算不一致，是扣除宽严以后的一致程度。",
        ),
    ]


def _agreement(name: str, found: Correlation | None, meaning: str) -> AgreementRow:
    if found is None:
        return AgreementRow(name, None, None, meaning)
    return AgreementRow(name, two(found.single), two(found.panel), meaning)


def panel_rows(ratings: Ratings) -> list[PanelRow]:
    """The panels with the most dossiers in common."""
    shared = [
        (experts, marks)
        for experts, marks in panels(ratings).items()
        if len(experts) > 1 and len(marks) >= FEWEST
    ]
    shared.sort(key=lambda each: (-len(each[1]), each[0]))
    rows = []
    for experts, marks in shared[:MOST_PANELS]:
        w = concordance([[each[expert] for each in marks] for expert in experts])
        if w is not None:
            rows.append(PanelRow("、".join(experts), len(marks), two(w) or Decimal(0)))
    return rows


def outliers_of(
    ratings: Ratings, fitted: Severities, lines: Mapping[str, Line]
) -> list[Outlier]:
    """The sheets that lie far from what dossier and expert lead to expect."""
    far = [
        (distance, *cell)
        for cell, distance in fitted.residuals.items()
        if distance is not None and abs(distance) >= FAR
    ]
    far.sort(key=lambda each: (-abs(each[0]), *each[1:]))
    return [
        Outlier(
            line=lines[dossier],
            expert=expert,
            mark=two(ratings[dossier][expert]),
            others=two(_others(ratings[dossier], expert)),
            distance=two(distance) or Decimal(0),
        )
        for distance, dossier, expert in far
    ]


def _others(marks: Mapping[str, float], expert: str) -> float | None:
    others = [mark for other, mark in marks.items() if other != expert]
    return fmean(others) if others else None
