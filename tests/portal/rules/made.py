"""Small rules made for tests: plain functions, one valid value each."""

from decimal import Decimal

from portal import guides
from portal.rules import (
    Clause,
    Facts,
    Guide,
    Indicator,
    IndicatorTable,
    Need,
    Sheet,
    Verdict,
    Wording,
    evaluate,
    read_facts,
)
from portal.rules.guide import Kind
from portal.rules.needs import read_need
from portal.rules.nodes import Node

WORDS = guides.vocabulary()


def make_need(data: dict) -> Need:
    """A need as a guide's file writes it."""
    return read_need(Node(data, "need"), WORDS)


def make_clause(need: Need, **fields: object) -> Clause:
    plain = {"id": "demo", "source": "示例 一", "text": "示例条款"}
    return Clause(**{**plain, "wording": Wording.MANDATORY, "need": need, **fields})


def make_guide(*clauses: Clause) -> Guide:
    kind = Kind("enterprise", "企业级", "示例指南", None, clauses)
    return Guide("demo/2020", "示例", "示例省", "x.txt", "x", {kind.id: kind}, {})


def make_facts(rows: dict | None = None, **metrics: object) -> Facts:
    return read_facts({"metrics": metrics, **(rows or {})}, WORDS)


def verdict_on(need: Need | dict, facts: Facts) -> Verdict:
    if isinstance(need, dict):
        need = make_need(need)
    [verdict] = evaluate(make_guide(make_clause(need)), "enterprise", facts)
    return verdict


def outcome(need: Need | dict, facts: Facts) -> str:
    return verdict_on(need, facts).outcome.value


def gaps(need: Need | dict, facts: Facts) -> list[dict]:
    return [gap.data() for gap in verdict_on(need, facts).gaps]


def make_table(weights: dict[str, str], ties: tuple[str, ...] = ()) -> IndicatorTable:
    """A table whose codes are ``group.number``."""
    return IndicatorTable(
        tuple(
            Indicator(code, (code.partition(".")[0], code), Decimal(weight))
            for code, weight in weights.items()
        ),
        ties,
    )


def make_sheet(dossier: str, reviewer: str, **points: object) -> Sheet:
    """``make_sheet("D1", "R1", a_1="8.5")``: codes with a point for the underscore."""
    return Sheet(
        dossier,
        reviewer,
        {code.replace("_", "."): Decimal(str(p)) for code, p in points.items()},
    )
