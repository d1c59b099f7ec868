"""Who ranks where. ``aggregate`` and ``mark_of`` are the one scoring function."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from portal.rules.guide import Indicator, IndicatorTable

_HUNDRED = 100

#: A sheet's hundredths by group, in the order of the table's groups.
Row = tuple[int, ...]
#: Of each indicator the hundredths of every mark that was found right for it.
_Book = list[tuple[str, dict[object, int]]]


class ScoreError(ValueError):
    """What is wrong with a sheet, a rule or a table that is to be scored by."""


class Method(StrEnum):
    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a dossier's sheets become one mark.

    ``trimmed_mean`` leaves out the ``drop`` highest and the ``drop`` lowest marks once
    there are ``start`` sheets or more, and is the mean below that. The other methods
    make no use of the two numbers.

    Raises  ScoreError, where trimming would leave no sheet.
    """

    method: Method
    drop: int = 0
    start: int = 0

    def __post_init__(self) -> None:
        if self.method is not Method.TRIMMED_MEAN:
            return
        if self.drop < 1 or self.start <= 2 * self.drop:
            raise ScoreError("去掉的份数应为正整数，起始份数应多于其两倍。")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One expert's points for one dossier (评分表), by indicator code."""

    dossier: str
    reviewer: str
    points: Mapping[str, Decimal]

    @property
    def name(self) -> str:
        return f"评分表 {self.dossier}/{self.reviewer}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dossier stands (名次): ``place`` is None where it may have none."""

    place: int | None
    dossier: str
    mark: Decimal | None
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    sheets: int = 0


def mark_of(points: Mapping[str, Decimal]) -> Decimal:
    """A sheet's mark: the sum of its points, exact."""
    return sum(points.values(), Decimal(0))


def aggregate(
    sheets: Iterable[Sheet],
    table: IndicatorTable,
    rule: Rule,
    ineligible: Collection[str] = (),
) -> tuple[Standing, ...]:
    """Rank dossiers by what ``rule`` makes of their sheets, best first.

    The mark is rounded once, half up, to 0.01, and it is this published mark that is
    compared. Equal marks: the better group mark decides, group by group in the order of
    ``table.ties``; a group mark is the mean over all sheets, rounded likewise. Still
    equal: the same place (1, 2, 2, 4), listed by dossier id as text. Ineligible
    dossiers have no place and stand at the end, by id, with their mark where they have
    sheets; they take no place from others.

    Units   points and marks, out of 100.
    Source  the contract, section 3, and ``table.source``.
    Raises  ScoreError, naming sheet and indicator: left open, unknown, out of range or
            off the step; for a second sheet of one reviewer; for an unweighted table.
    """
    return standings(summed(sheets, table), table, rule, ineligible)


def standings(
    given: Mapping[str, list[Row]],
    table: IndicatorTable,
    rule: Rule,
    ineligible: Collection[str] = (),
) -> tuple[Standing, ...]:
    """``aggregate`` of sheets that were ``summed`` before."""
    groups = table.groups
    marked = {
        dossier: _standing(dossier, rows, groups, rule)
        for dossier, rows in given.items()
    }
    outside = [
        marked.get(dossier, Standing(None, dossier, None))
        for dossier in sorted(set(ineligible))
    ]
    inside = {d: each for d, each in marked.items() if d not in ineligible}
    return (*ranked(inside, table), *outside)


def ranked(
    marked: Mapping[str, Standing], table: IndicatorTable
) -> tuple[Standing, ...]:
    """Places for what has its marks; the order and its ties are ``aggregate``'s."""
    keys = {dossier: _key(standing, table) for dossier, standing in marked.items()}
    listed = sorted(keys)
    listed.sort(key=lambda dossier: keys[dossier], reverse=True)
    return tuple(_placed(listed, keys, marked))


def _placed(
    listed: list[str],
    keys: Mapping[str, tuple[Decimal, ...]],
    marked: Mapping[str, Standing],
) -> list[Standing]:
    placed: list[Standing] = []
    place = 0
    for number, dossier in enumerate(listed, start=1):
        if number == 1 or keys[dossier] != keys[listed[number - 2]]:
            place = number
        found = marked[dossier]
        placed.append(Standing(place, dossier, found.mark, found.groups, found.sheets))
    return placed


def _key(standing: Standing, table: IndicatorTable) -> tuple[Decimal, ...]:
    mark = standing.mark or Decimal(0)
    return (mark, *(standing.groups[group] for group in table.ties))


def summed(sheets: Iterable[Sheet], table: IndicatorTable) -> dict[str, list[Row]]:
    """Each dossier's sheets, checked; of each only its sums are kept.

    Raises  ScoreError, as ``aggregate`` does.
    """
    sums = Sums(table)
    for sheet in sheets:
        sums.add(sheet.dossier, sheet.reviewer, sums.row(sheet))
    return sums.given


def marks_of(rows: Iterable[Row]) -> tuple[Decimal, ...]:
    """The marks of a dossier's sheets, best first."""
    best = sorted(map(sum, rows), reverse=True)
    return tuple(Decimal(mark).scaleb(-2) for mark in best)


class Sums:
    """Sheets checked and summed up by group, in whole hundredths, under ``given``.

    What was found right for an indicator once is right again, and stands in one of two
    books: of Decimals, and of the texts that they were written as.

    Raises  ScoreError, as ``aggregate`` does.
    """

    def __init__(self, table: IndicatorTable) -> None:
        if not table.is_weighted:
            raise ScoreError("指标表没有权重，须先由省级管理员给出权重，合计为 100。")
        self.given: dict[str, list[Row]] = defaultdict(list)
        self._seen: set[tuple[str, str]] = set()
        self._table = table
        listed = sorted(table.indicators, key=lambda i: table.groups.index(i.group))
        codes = [each.code for each in listed]
        self._values: _Book = [(code, {}) for code in codes]
        self._texts: _Book = [(code, {}) for code in codes]
        groups = [each.group for each in listed]
        ends = [groups.index(group) + groups.count(group) for group in table.groups]
        self._spans = list(zip([0, *ends], ends, strict=False))

    def add(self, dossier: str, reviewer: str, row: Row) -> None:
        if (dossier, reviewer) in self._seen:
            name = Sheet(dossier, reviewer, {}).name
            raise ScoreError(f"{name}：同一专家对同一申报只能有一份评分表。")
        self._seen.add((dossier, reviewer))
        self.given[dossier].append(row)

    def row(self, sheet: Sheet) -> Row:
        found = self._found(self._values, sheet.points)
        if found is None:
            check_sheet(sheet, self._table)
            for code, known in self._values:
                known[sheet.points[code]] = _hundredths(sheet.points[code])
            found = self._found(self._values, sheet.points)
        return found or ()

    def row_of_texts(self, points: Mapping[str, object]) -> Row | None:
        """None where one of them has not been ``learnt``."""
        return self._found(self._texts, points)

    def learn(self, points: Mapping[str, object], sheet: Sheet) -> None:
        """How the marks of a sheet that was found right are written."""
        for code, known in self._texts:
            raw = points[code]
            if isinstance(raw, str):  # true would be found under 1
                known[raw] = _hundredths(sheet.points[code])

    def _found(self, book: _Book, points: Mapping[str, object]) -> Row | None:
        if len(points) != len(book):
            return None
        try:
            found = [known[points[code]] for code, known in book]
        except (KeyError, TypeError):
            return None
        return tuple([sum(found[start:end]) for start, end in self._spans])


def check_sheet(sheet: Sheet, table: IndicatorTable) -> None:
    """Raise ScoreError unless the sheet answers each indicator of the table rightly."""
    codes = {each.code for each in table.indicators}
    for code in sheet.points:
        if code not in codes:
            raise ScoreError(f"{sheet.name} 指标 {code}：指标表没有这一编号。")
    for indicator in table.indicators:
        points = sheet.points.get(indicator.code)
        if points is None:
            raise ScoreError(f"{sheet.name} 指标 {indicator.code}：没有打分。")
        if problem := points_problem(points, indicator):
            raise ScoreError(f"{sheet.name} 指标 {indicator.code}：{problem}")


def points_problem(points: Decimal, indicator: Indicator) -> str | None:
    """What is wrong with points for an indicator, in Chinese; None where nothing is."""
    highest = indicator.weight or Decimal(0)
    if not points.is_finite() or not 0 <= points <= highest:
        return f"得分应在 0 至 {highest:f} 之间，现为 {points}。"
    if points % indicator.step:
        return f"得分应为 {indicator.step} 的整数倍，现为 {points}。"
    return None


def _standing(
    dossier: str, rows: list[Row], groups: Sequence[str], rule: Rule
) -> Standing:
    sums = map(sum, zip(*rows, strict=True))
    return Standing(
        None,
        dossier,
        _mark(sorted(map(sum, rows)), rule),
        {g: mean_mark(total, len(rows)) for g, total in zip(groups, sums, strict=True)},
        len(rows),
    )


def _mark(marks: list[int], rule: Rule) -> Decimal:
    """One mark from sorted marks in hundredths."""
    marks = counted(marks, rule)
    return mean_mark(sum(marks), len(marks))


def counted(marks: list[int], rule: Rule) -> list[int]:
    """Of a dossier's sorted marks those whose mean is its mark."""
    count = len(marks)
    if rule.method is Method.TRIMMED_MEAN and count >= rule.start:
        return marks[rule.drop : count - rule.drop]
    if rule.method is Method.MEDIAN:
        return marks[(count - 1) // 2 : count // 2 + 1]
    return marks


def _hundredths(points: Decimal) -> int:
    """Points as whole hundredths: every step is one of 0.05 or 0.1, so none is lost."""
    return int(points * _HUNDRED)


def mean_mark(total: int, count: int) -> Decimal:
    """The mean of hundredths, rounded half up to whole hundredths, as a mark."""
    return Decimal((2 * total + count) // (2 * count)).scaleb(-2)
