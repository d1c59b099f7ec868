"""A ranking as a file from which ``manage.py rank`` reckons it again."""

import json
from collections.abc import Iterable, Sequence

from applications.facts import defence_of, rule_of, table_of
from applications.models import Round
from portal import rules
from portal.rules.totals import Parts, rank_data
from scoring.facts import Line, sheets_of


def ranking_json(round: Round, kind: str, lines: Sequence[Line]) -> str:
    """Table, rule, who is out, and the marks that count, under codes; one query.

    After a defence the two parts of each total, in sheets whose mean they are.
    """
    asked = _final(round, lines) or _documents(round, kind, lines)
    return json.dumps(asked, ensure_ascii=False, indent=1) + "\n"


def _final(round: Round, lines: Iterable[Line]) -> dict[str, object]:
    """Empty where no total has two parts."""
    defence = defence_of(round)
    parts = {
        line.number: Parts(line.document, line.defence, defence.weight)
        for line in lines
        if defence and line.document is not None and line.defence is not None
    }
    if defence is None or not parts:
        return {}
    outside = [line.number for line in lines if line.number not in parts]
    return rank_data(parts, outside, defence.weight)


def _documents(round: Round, kind: str, lines: Iterable[Line]) -> dict[str, object]:
    out = {line.number: not line.is_eligible for line in lines}
    return {
        "table": rules.table_data(table_of(round)),
        "rule": rules.rule_data(rule_of(round)),
        "ineligible": sorted(number for number, is_out in out.items() if is_out),
        "sheets": [
            {
                "dossier": each.dossier,
                "reviewer": each.reviewer,
                "points": {code: str(points) for code, points in each.points.items()},
            }
            for each in sheets_of(round, kind)
            if each.dossier in out
        ],
    }
