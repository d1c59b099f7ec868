"""One set of figures held against every guide and kind on file, the nearest first."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from applications.facts import Finding
from applications.presentation.findings import Report, finding_lines
from applications.presentation.sections import CASES, Section, sections_of
from portal import guides, rules

ORDER = (
    "排列规则：全部必备条款达到的在前；其余按必备条款达到的比例从高到低，"
    "比例相同的，未达到条数少的在前。能力条款未作答的按未达到计，另行注明条数。"
)


#: How many figures are named to whoever has filled in none.
MOST_FIRST = 6


@dataclass(frozen=True, slots=True)
class First:
    """A figure to begin with: where it stands, and how many pairs demand it."""

    metric: rules.Metric
    section: str
    pairs: int


@dataclass(frozen=True, slots=True)
class Match:
    """One guide and kind, and what its clauses come to."""

    guide: rules.Guide
    kind: rules.Kind
    report: Report
    unanswered: int

    @property
    def met(self) -> int:
        return len(self.report.mandatory) - len(self.report.failing)

    @property
    def distance(self) -> tuple[bool, float, int]:
        failing, of = len(self.report.failing), len(self.report.mandatory)
        return (bool(failing), failing / of if of else 0, failing)


def matches(facts: rules.Facts, of: Iterable[rules.Guide] = ()) -> list[Match]:
    """All pairs of these guides, or of every province's, the nearest first."""
    pairs = (
        (guide, kind) for guide in of or guides.provinces() for kind in guide.kinds
    )
    found = [_match(guide, kind, facts) for guide, kind in pairs]
    return sorted(found, key=lambda each: each.distance)


def _match(guide: rules.Guide, kind: str, facts: rules.Facts) -> Match:
    findings = [Finding(each) for each in rules.evaluate(guide, kind, facts)]
    return Match(
        guide,
        guide.kinds[kind],
        Report(finding_lines(findings, facts)),
        sum(_is_unanswered(each, facts) for each in findings if each.fails),
    )


def _is_unanswered(finding: Finding, facts: rules.Facts) -> bool:
    """Whether an ability that this clause asks for was not answered at all."""
    asked = (id for id in finding.clause.metrics if id.startswith("cap_"))
    return any(id not in facts.metrics for id in asked)


@cache
def first_figures() -> tuple[First, ...]:
    """The figures that the mandatory clauses of most pairs demand, most first."""
    pairs = [kind for guide in guides.provinces() for kind in guide.kinds.values()]
    wanted = Counter(each for kind in pairs for each in _demanded(kind))
    found = [
        First(metric, section.title, wanted[metric.id])
        for section in asked_sections()
        for metric in section.metrics
        if wanted[metric.id]
    ]
    return tuple(sorted(found, key=lambda each: -each.pairs)[:MOST_FIRST])


def _demanded(kind: rules.Kind) -> Iterator[str]:
    """Each figure once that a mandatory clause needs stated; no rows, no abilities."""
    words = guides.vocabulary()
    ids = {id for each in kind.clauses if each.is_mandatory for id in each.metrics}
    known = (words.find(id) for id in ids)
    typed = {part for each in known if each for part in words.typed_in(each)}
    yield from (each.id for each in typed if each.scope == "metrics")


def asked_sections() -> tuple[Section, ...]:
    """What any pair asks, each figure once, in the form's order; no abilities."""
    asked = [
        section
        for guide in guides.provinces()
        for kind in guide.kinds
        for section in sections_of(guide, kind)
    ]
    order = [data["id"] for data in guides.form()["section"]]
    found = (_joined([s for s in asked if s.id == id]) for id in order)
    return tuple(each for each in found if each and (each.metrics or each.rows))


def _joined(sections: list[Section]) -> Section | None:
    if not sections:
        return None
    rows = next((each.rows for each in sections if each.rows), "")
    return Section(
        id=sections[0].id,
        title=sections[0].title,
        metrics=_once(m for each in sections for m in each.metrics),
        rows="" if rows == CASES else rows,
        row_metrics=_once(m for each in sections for m in each.row_metrics),
    )


def _once(metrics: Iterable[rules.Metric]) -> tuple[rules.Metric, ...]:
    """Each once, in the vocabulary's order."""
    wanted = {(each.scope, each.id) for each in metrics}
    words = guides.vocabulary()
    return tuple(each for each in words.everything() if (each.scope, each.id) in wanted)


def questions_of(pair: str) -> Section | None:
    """The abilities that one pair (guide:kind) asks about; None for no such pair."""
    key, _, kind = pair.partition(":")
    guide = next((each for each in guides.provinces() if each.key == key), None)
    if guide is None or kind not in guide.kinds:
        return None
    return next((each for each in sections_of(guide, kind) if each.questions), None)
