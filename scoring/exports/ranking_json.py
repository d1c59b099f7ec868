"""A ranking as a file from which ``manage.py rank`` reckons it again."""

import json
from collections.abc import Iterable

from applications.facts import rule_of, table_of
from applications.models import Round
from portal import rules
from scoring.facts import Line, sheets_of


def ranking_json(round: Round, kind: str, lines: Iterable[Line]) -> str:
    """Table, rule, who is out, and the marks that count, under codes; one query."""
    out = {line.number: not line.is_eligible for line in lines}
    asked = {
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
    return json.dumps(asked, ensure_ascii=False, indent=1) + "\n"
