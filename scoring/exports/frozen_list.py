"""What a frozen list is checked by: the text of its digest, the data of its marks."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from applications.facts import limits_of
from portal import rules
from scoring.exports.ranking_json import ranking_json
from scoring.facts import Line, LineNotDrawn, cut_of, digested, frozen_lines_of
from scoring.models import Shortlist

Placed = set[tuple[str, int, Decimal | None]]


def digest_text(shortlist: Shortlist) -> str:
    """What its digest is of, put together anew; empty where it no longer comes out.

    The line is drawn as it was at the freeze: who left afterwards is above it.
    """
    round, kind = shortlist.round, shortlist.kind
    lines = frozen_lines_of(shortlist)
    line = {"quota": shortlist.quota, "minimum": shortlist.minimum_mark}
    try:
        cut = cut_of(lines, **line, limits=limits_of(round, kind))
    except LineNotDrawn:
        return ""
    text = digested(round, kind, lines, cut)
    return text if sha256(text.encode()).hexdigest() == shortlist.digest else ""


def ranking_text(shortlist: Shortlist) -> str:
    """What ``manage.py rank`` takes; empty where it no longer gives what was frozen,
    because the sheets are those of today."""
    lines = frozen_lines_of(shortlist)
    text = ranking_json(shortlist.round, shortlist.kind, lines)
    try:
        reckoned = _reckoned(json.loads(text))
    except (rules.ScoreError, rules.DocumentError):
        return ""
    return text if reckoned == _frozen(lines) else ""


def _reckoned(asked: Mapping[str, Any]) -> Placed:
    """By the rules that the command goes by."""
    table = rules.read_table(asked["table"])
    found = rules.standings(
        rules.sum_up(asked["sheets"], table),
        table,
        rules.read_rule(asked["rule"]),
        rules.read_ids(asked["ineligible"], "ineligible"),
    )
    return {(each.dossier, each.place, each.mark) for each in found if each.place}


def _frozen(lines: Sequence[Line]) -> Placed:
    return {(line.number, line.place, line.mark) for line in lines if line.place}
