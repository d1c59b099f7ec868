"""What a dossier states, made exact; its sums, shares and counts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from portal.rules.entry import odd_character
from portal.rules.exactjson import MOST_DIGITS, Inexact, Repeated
from portal.rules.nodes import DocumentError, Number, short, under
from portal.rules.vocabulary import (
    METRICS,
    ROW_SCOPES,
    Count,
    Metric,
    Percent,
    Sum,
    Vocabulary,
)

LABELS = ("guide", "kind", "name")
MOST_ROWS = 1000
LONGEST_TEXT = 500

_TOO_LARGE = 10**MOST_DIGITS
_INT = re.compile(r"0|[1-9][0-9]*")
_DECIMAL = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Share:
    """100 x first / second in per cent, compared without ever being divided out."""

    first: int
    second: int

    def __ge__(self, bound: Number) -> bool:
        over, under = bound.as_integer_ratio()
        return 100 * self.first * under >= over * self.second

    def __gt__(self, bound: Number) -> bool:
        over, under = bound.as_integer_ratio()
        return 100 * self.first * under > over * self.second


Value = int | Decimal | bool | str
Values = Mapping[str, Value]
Rows = Mapping[str, tuple[Values, ...]]
Reader = Callable[[Values, Rows], Value | Share | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated: by metric id, and row by row. What is not stated is absent."""

    metrics: Values
    rows: Rows = field(default_factory=dict)


def read_facts(document: object, vocabulary: Vocabulary, place: str = "") -> Facts:
    """The facts that a dossier in the contract's shape states.

    Numbers are int or Decimal, or text of plain digits; null is "not stated".

    Units   each figure is taken in its metric's own unit; nothing is converted.
    Source  the contract, section 2: nothing is guessed, nothing silently dropped.
    Raises  DocumentError with the place, for instance ``metrics.connected_devices``
            (after ``place`` and a point, where one is given).
    """
    known = {*LABELS, METRICS, *ROW_SCOPES}
    stated = _object(document, place)
    for key, value in stated.items():
        if key not in known:
            raise DocumentError(under(place, key), "申报书没有这一键。")
        if key in LABELS:
            _label(value, under(place, key))
    if METRICS not in stated:
        raise DocumentError(under(place, METRICS), "缺少这一键。")
    return Facts(
        _values(stated[METRICS], vocabulary, METRICS, under(place, METRICS)),
        {
            scope: _rows(stated[scope], vocabulary, scope, under(place, scope))
            for scope in ROW_SCOPES
            if scope in stated
        },
    )


def reader_of(metric: Metric) -> Reader:
    """How the value of a metric is found: looked up, or computed where derived."""
    match metric.derived:
        case None:
            id = metric.id
            return lambda values, rows: values.get(id)
        case Sum(parts):
            return lambda values, rows: _total(values, parts)
        case Percent(first, second):
            return lambda values, rows: _share(values, first, second)
        case Count(scope):
            return lambda values, rows: len(rows.get(scope, ()))


def value_of(metric: Metric, facts: Facts) -> Value | Share | None:
    """What the facts say of a metric, computed where derived; None where unknown."""
    if metric.derived is None:
        return facts.metrics.get(metric.id)
    return reader_of(metric)(facts.metrics, facts.rows)


def _total(values: Values, parts: tuple[str, ...]) -> int | None:
    total = 0
    for part in parts:
        value = values.get(part)
        if not isinstance(value, int):
            return None
        total += value
    return total


def _share(values: Values, first: str, second: str) -> Share | None:
    over, under = values.get(first), values.get(second)
    if not isinstance(over, int) or not isinstance(under, int) or not under:
        return None
    return Share(over, under)


def _object(value: object, place: str) -> dict[str, object]:
    if isinstance(value, Repeated):
        raise DocumentError(under(place, value.repeated), "同一键重复出现。")
    if not isinstance(value, dict):
        raise DocumentError(place, f"应为 JSON 对象，现为{_seen(value)}。")
    return value


def _rows(
    value: object, vocabulary: Vocabulary, scope: str, place: str
) -> tuple[Values, ...]:
    if not isinstance(value, list):
        raise DocumentError(place, f"应为数组，每行一个对象，现为{_seen(value)}。")
    if len(value) > MOST_ROWS:
        raise DocumentError(place, f"最多 {MOST_ROWS} 行，现为 {len(value)} 行。")
    return tuple(
        _values(row, vocabulary, scope, f"{place}[{index}]")
        for index, row in enumerate(value)
    )


def _values(
    value: object, vocabulary: Vocabulary, scope: str, place: str
) -> dict[str, Value]:
    known = vocabulary.rows.get(scope, vocabulary.metrics)
    values = {}
    for id, raw in _object(value, place).items():
        metric = known.get(id)
        if metric is None:
            raise DocumentError(under(place, id), _stranger(id, vocabulary, scope))
        if raw is None:
            continue
        found = _READ[metric.type](raw, metric)
        if found is None:
            raise DocumentError(under(place, id), _refusal(raw, metric))
        if found != "":
            values[id] = found
    return values


def _int(raw: object, metric: Metric) -> int | None:
    if type(raw) is str and len(raw) <= MOST_DIGITS and _INT.fullmatch(raw):
        return int(raw)
    return raw if type(raw) is int and 0 <= raw < _TOO_LARGE else None


def _decimal(raw: object, metric: Metric) -> Decimal | None:
    if type(raw) is str and len(raw) <= MOST_DIGITS + 1 and _DECIMAL.fullmatch(raw):
        raw = Decimal(raw)
    if type(raw) is int:
        raw = Decimal(raw)
    if not isinstance(raw, Decimal) or not raw.is_finite() or raw.is_signed():
        return None
    _, digits, exponent = raw.as_tuple()
    whole = isinstance(exponent, int) and -MOST_DIGITS <= exponent <= 0
    return raw if whole and len(digits) <= MOST_DIGITS else None


def _bool(raw: object, metric: Metric) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _choice(raw: object, metric: Metric) -> str | None:
    return raw if isinstance(raw, str) and raw in metric.choices else None


def _text(raw: object, metric: Metric) -> str | None:
    if not isinstance(raw, str) or len(raw) > LONGEST_TEXT or odd_character(raw):
        return None
    return raw.strip()


_READ: dict[str, Callable[[object, Metric], Value | None]] = {
    "int": _int,
    "decimal": _decimal,
    "bool": _bool,
    "choice": _choice,
    "text": _text,
}


def _label(value: object, place: str) -> None:
    if value is None:
        return
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or odd_character(value):
        raise DocumentError(place, f"应为普通文字，现为{_seen(value)}。")


def _stranger(id: str, vocabulary: Vocabulary, scope: str) -> str:
    if scope == METRICS and id in vocabulary.derived:
        return "由系统计算，不可填报。"
    return "词表和各省指南中都没有这一数据项。"


def _refusal(raw: object, metric: Metric) -> str:
    rule = {
        "int": f"应为不小于 0 的整数（最多 {MOST_DIGITS} 位）",
        "decimal": f"应为不小于 0 的普通小数（最多 {MOST_DIGITS} 位）",
        "bool": "应为 true 或 false",
        "choice": f"应为以下之一：{'、'.join(metric.choices)}",
        "text": f"应为不超过 {LONGEST_TEXT} 字的普通文字",
    }[metric.type]
    return f"{rule}，现为{_seen(raw)}。"


def _seen(raw: object) -> str:
    """What was found, short enough for one line and safe to print."""
    match raw:
        case None:
            return " null"
        case bool():
            return " true" if raw else " false"
        case Inexact(written):
            return f" {short(written)}"
        case str():
            return f"文字“{short(raw)}”"
        case list():
            return "数组"
        case dict():
            return "对象"
    return f" {short(str(raw))}"
