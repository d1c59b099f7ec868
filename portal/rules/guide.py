"""What a province asks for, as frozen data: clauses, needs, indicator tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from portal.rules.bands import Scale, step_of
from portal.rules.nodes import Number
from portal.rules.vocabulary import Metric


class Wording(StrEnum):
    MANDATORY = "mandatory"
    ENCOURAGED = "encouraged"  # 鼓励、宜、可选择: reported, never decides


class Operator(StrEnum):
    AT_LEAST = ">="
    ABOVE = ">"
    IS = "is"
    ONE_OF = "one_of"  # a condition: it chooses the branch, it is not a demand


Bound = Number | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure or ability demanded (门槛).

    Units   ``bound`` is in the unit of ``metric``; int or Decimal, never a float.
    """

    metric: Metric
    operator: Operator
    bound: Bound

    @property
    def is_condition(self) -> bool:
        return self.operator is Operator.ONE_OF


@dataclass(frozen=True, slots=True)
class AllOf:
    needs: "tuple[Need, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    needs: "tuple[Need, ...]"


@dataclass(frozen=True, slots=True)
class InRows:
    """Met when ``at_least`` rows of ``scope`` meet ``need``; weaker rows do no harm.

    ``count`` is the metric that counts the rows, for the gap where too few are listed.
    """

    scope: str
    at_least: int
    need: "Need"
    count: Metric


@dataclass(frozen=True, slots=True)
class EveryRow:
    """Met when each listed row of ``scope`` meets ``need``; none listed: met."""

    scope: str
    need: "Need"


Need = Threshold | AllOf | AnyOf | InRows | EveryRow


def thresholds_in(need: Need) -> Iterator[Threshold]:
    """Every threshold of a need in reading order, conditions among them."""
    match need:
        case Threshold():
            yield need
        case AllOf(needs) | AnyOf(needs):
            for each in needs:
                yield from thresholds_in(each)
        case InRows() | EveryRow():
            yield from thresholds_in(need.need)


@dataclass(frozen=True, slots=True)
class Clause:
    """One demand of a guide (条款), in the guide's own words.

    Source  ``source`` joins the guide's own headings, ``text`` is its own sentence.
    """

    id: str
    source: str
    text: str
    wording: Wording
    need: Need
    note: str = ""

    @property
    def is_mandatory(self) -> bool:
        return self.wording is Wording.MANDATORY

    @property
    def metrics(self) -> tuple[str, ...]:
        """Ids of the thresholds in reading order, without the conditions."""
        found = (t.metric.id for t in thresholds_in(self.need) if not t.is_condition)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of platform (平台类型) and what the guide asks of it."""

    id: str
    label: str
    document: str
    library: str | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A first or second level of an indicator table."""

    path: tuple[str, ...]
    weight: Decimal | None
    provenance: str | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf of an indicator table (评价指标): what an expert gives points for.

    Units   ``weight`` is the highest number of points; None in an unweighted table.
    Source  ``provenance``: verbatim, weight_only or reconstructed; ``basis`` says why.
    ``scale`` is by which bands a stated figure is scored, where any are published.
    """

    code: str
    path: tuple[str, ...]
    weight: Decimal | None
    provenance: str | None = None
    metric: str | None = None
    method: str | None = None
    basis: str = ""
    content: str = ""
    scale: Scale | None = None

    @property
    def group(self) -> str:
        return self.path[0]

    @property
    def label(self) -> str:
        return self.path[-1]

    @property
    def step(self) -> Decimal:
        """Points run in steps of 0.1, of 0.05 under a weight of 1 (contract, 3)."""
        return step_of(self.weight)


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """What is scored (指标表): leaves in order, and the groups that break ties."""

    indicators: tuple[Indicator, ...]
    ties: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    id: str | None = None
    title: str = ""
    source: str = ""
    note: str = ""

    @property
    def is_weighted(self) -> bool:
        """An unweighted table is shown and copied, but cannot be scored by."""
        return all(each.weight is not None for each in self.indicators)

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.group for each in self.indicators))


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a national guide: read and cited, not tested."""

    id: str
    chapter: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Guide:
    """A province's guide (建设指南), or the nation's, which has no kinds.

    ``document`` is its number or name where one document holds all of it;
    ``abbreviation`` begins the codes of its rounds, ``short_name`` (吉) the numbers of
    its letters; ``cities`` by GB/T 2260 code.
    """

    key: str
    title: str
    province: str
    seed: str
    edition_basis: str
    kinds: Mapping[str, Kind]
    capabilities: Mapping[str, str]
    table: IndicatorTable | None = None
    measures: tuple[Measure, ...] = ()
    document: str = ""
    abbreviation: str = ""
    short_name: str = ""
    cities: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.key.partition("/")[0]

    @property
    def edition(self) -> str:
        return self.key.partition("/")[2]
