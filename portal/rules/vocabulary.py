"""The quantities that dossiers and guides speak of: one id, one meaning, one unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

METRICS = "metrics"
DERIVED = "derived"
ROW_SCOPES = ("industries", "domains", "parks")
TYPES = ("int", "decimal", "bool", "choice", "text")


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of metrics; unknown where one of them is not stated."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Percent:
    """100 x first / second, never rounded; unknown where second is 0 or missing."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Count:
    """The number of rows listed under a scope."""

    scope: str


Derivation = Sum | Percent | Count


@dataclass(frozen=True, slots=True)
class Metric:
    """One quantity (数据项).

    Units   ``unit`` is what every figure and every bound of it is given in.
    Scope   ``metrics``, one of ROW_SCOPES, or ``derived`` (computed, never typed in).
    """

    id: str
    scope: str
    type: str
    unit: str | None
    label: str
    choices: tuple[str, ...] = ()
    derived: Derivation | None = None

    @property
    def is_capability(self) -> bool:
        """Whether a guide brought it, as an ability that is there or is not."""
        return self.id.startswith("cap_")

    @property
    def is_numeric(self) -> bool:
        return self.type in ("int", "decimal")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All metrics, by the place where a dossier states them.

    ``metrics`` holds the contract's ids, then the capabilities that guides add.
    """

    metrics: Mapping[str, Metric]
    rows: Mapping[str, Mapping[str, Metric]]
    derived: Mapping[str, Metric]

    def find(self, id: str, scope: str = METRICS) -> Metric | None:
        """The metric that ``id`` means at top level (derived too) or in a row."""
        if scope in self.rows:
            return self.rows[scope].get(id)
        return self.metrics.get(id) or self.derived.get(id)

    def typed_in(self, metric: Metric) -> Iterator[Metric]:
        """What must be stated for ``metric`` to be known: itself, or its parts."""
        match metric.derived:
            case None:
                yield metric
            case Sum(parts):
                yield from (self.metrics[part] for part in parts)
            case Percent(first, second):
                yield from (self.metrics[first], self.metrics[second])
            case Count(scope):
                yield self.rows[scope]["name"]

    def count_of(self, scope: str) -> Metric:
        """The metric that counts the rows of ``scope``; parks get a plain one."""
        counts = (m for m in self.derived.values() if m.derived == Count(scope))
        plain = Metric(scope, DERIVED, "int", "个", "园区数量", derived=Count(scope))
        return next(counts, plain)

    def everything(self) -> Iterator[Metric]:
        """Every metric that can be typed in, in order, capabilities last."""
        own = [m for m in self.metrics.values() if not m.is_capability]
        yield from own
        for rows in self.rows.values():
            yield from rows.values()
        yield from (m for m in self.metrics.values() if m.is_capability)

    def with_capabilities(self, labels: Mapping[str, str]) -> "Vocabulary":
        """This vocabulary and a guide's own bools, named in the guide's own words."""
        added = {
            id: Metric(id, METRICS, "bool", None, label) for id, label in labels.items()
        }
        return replace(self, metrics=MappingProxyType({**self.metrics, **added}))
