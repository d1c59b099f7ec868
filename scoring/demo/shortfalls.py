"""Ways to miss a guide, so that every kind of failed threshold is on show."""

from decimal import Decimal
from random import Random
from typing import Any

from portal import rules

Document = dict[str, Any]


def spoil(document: Document, kind: rules.Kind, way: str, random: Random) -> None:
    """Make the document miss one mandatory clause; ``way`` says how."""
    clauses = [each for each in kind.clauses if each.is_mandatory]
    random.shuffle(clauses)
    for clause in clauses:
        if WAYS[way](document, clause.need, random):
            return
    _ability(document, clauses[0].need, random)


def _figure(document: Document, need: rules.Need, random: Random) -> bool:
    """A figure a little below its bound."""
    match need:
        case rules.Threshold(metric, _, bound) if metric.id in document["metrics"]:
            if not metric.is_numeric:
                return False
            short = Decimal(str(bound)) * random.choice([70, 80, 95]) / 100
            whole = metric.type == "int"
            document["metrics"][metric.id] = int(short) if whole else str(short)
            return True
    return False


def _missing(document: Document, need: rules.Need, random: Random) -> bool:
    """A figure that was not stated."""
    match need:
        case rules.Threshold(metric) if metric.id in document["metrics"]:
            del document["metrics"][metric.id]
            return True
    return False


def _branch(document: Document, need: rules.Need, random: Random) -> bool:
    """None of the alternatives is reached."""
    if not isinstance(need, rules.AnyOf):
        return False
    done = False
    for threshold in rules.thresholds_in(need):
        done |= _figure(document, threshold, random)
    return done


def _row(document: Document, need: rules.Need, random: Random) -> bool:
    """Too few rows, or rows that are too weak."""
    if not isinstance(need, rules.InRows):
        return False
    rows = document[need.scope]
    if random.random() < 0.5:
        document[need.scope] = rows[: need.at_least - 1]
        return True
    weak = next(
        (t.metric for t in rules.thresholds_in(need.need) if t.metric.is_numeric), None
    )
    if weak is None:
        return False
    for row in rows[need.at_least - 1 :]:
        row[weak.id] = 1
    return True


def _share(document: Document, need: rules.Need, random: Random) -> bool:
    """A share below its bound: the whole is larger than it should be."""
    for threshold in rules.thresholds_in(need):
        derived = threshold.metric.derived
        second = getattr(derived, "second", None)
        if second and not threshold.is_condition:
            first = document["metrics"][derived.first]
            bound = Decimal(str(threshold.bound))
            document["metrics"][second] = int(first * 100 / bound) + first // 20 + 2
            return True
    return False


def _ability(document: Document, need: rules.Need, random: Random) -> bool:
    """A capability answered partly or not at all."""
    match need:
        case rules.Threshold(metric) if metric.id in document["capabilities"]:
            document["capabilities"][metric.id] = {
                "answer": random.choice(["partly", "no"]),
                "statement": "正在建设，尚未全部完成。（示例）",
            }
            return True
    return False


WAYS = {
    "figure": _figure,
    "missing": _missing,
    "branch": _branch,
    "row": _row,
    "share": _share,
    "ability": _ability,
}
