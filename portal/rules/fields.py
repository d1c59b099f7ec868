"""What a kind of platform is asked to state."""

from collections.abc import Iterable, Iterator

from portal.rules.guide import Guide, Kind, thresholds_in
from portal.rules.vocabulary import Metric, Vocabulary


def fields_of(guide: Guide, kind: str, vocabulary: Vocabulary) -> tuple[Metric, ...]:
    """Every metric that the kind's clauses, and the guide's table, need typed in.

    A derived metric stands for what it is computed from, a count of rows for the rows'
    names; rows come with their ``name``. Ordered as the vocabulary is, capabilities
    last. Labels of capabilities are the guide's own.

    Raises  KeyError, where the guide knows no such kind of platform.
    """
    words = vocabulary.with_capabilities(guide.capabilities)
    asked = (*_in_clauses(guide.kinds[kind]), *_in_table(guide, words))
    return _typed_in(asked, words)


def judged_fields(
    guide: Guide, kind: str, vocabulary: Vocabulary
) -> tuple[Metric, ...]:
    """Of ``fields_of`` what the kind's clauses alone look at."""
    words = vocabulary.with_capabilities(guide.capabilities)
    return _typed_in(_in_clauses(guide.kinds[kind]), words)


def _typed_in(asked: Iterable[Metric], words: Vocabulary) -> tuple[Metric, ...]:
    wanted = {
        (field.scope, field.id) for metric in asked for field in words.typed_in(metric)
    }
    wanted |= {(scope, "name") for scope, _ in wanted if scope in words.rows}
    return tuple(each for each in words.everything() if (each.scope, each.id) in wanted)


def _in_clauses(kind: Kind) -> Iterator[Metric]:
    for clause in kind.clauses:
        for threshold in thresholds_in(clause.need):
            yield threshold.metric


def _in_table(guide: Guide, words: Vocabulary) -> Iterator[Metric]:
    for indicator in guide.table.indicators if guide.table else ():
        metric = words.find(indicator.metric) if indicator.metric else None
        is_own = metric and (
            not metric.is_capability or metric.id in guide.capabilities
        )
        if metric and is_own:
            yield metric
        scale = indicator.scale and words.find(indicator.scale.metric)
        if scale:
            yield scale


def field_data(field: Metric) -> dict[str, object]:
    """A field in the contract's shape."""
    data: dict[str, object] = {
        "id": field.id,
        "scope": field.scope,
        "type": field.type,
        "unit": field.unit,
        "label": field.label,
    }
    return {**data, "choices": list(field.choices)} if field.choices else data
