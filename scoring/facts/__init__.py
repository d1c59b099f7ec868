"""The bridge from the experts' rows to the values of ``portal.rules``.

``standings`` sheets and findings as the rules take them; ``lines`` a ranking line by
line, of the documents or frozen; ``finals`` as it stands, by both parts where a
defence was held; ``cuts`` the cut line, ``off_rules`` why it is not the rules';
``ties`` what decided between equal marks; ``results`` what came of one dossier;
``words`` rule, table and line in words.
"""

from scoring.facts.cuts import (
    Cut,
    LineNotDrawn,
    TieAtTheLine,
    cut_of,
    digest_of,
    digested,
    frozen_cut_of,
)
from scoring.facts.finals import is_undefended, lines_of
from scoring.facts.ground_words import ground_in_words, grounds_in_words, reserve_of
from scoring.facts.lines import Line, document_lines_of, frozen_lines_of
from scoring.facts.off_rules import (
    LineUnexplained,
    explained,
    is_off_rules,
    kept_reason,
    line_reason_of,
    off_rules_in_words,
)
from scoring.facts.results import Result, result_of
from scoring.facts.standings import findings_by_dossier, sheets_of
from scoring.facts.ties import Tie, decided_by, tie_notes, ties_of
from scoring.facts.words import (
    gap_in_words,
    line_in_words,
    provenance_in_words,
    rule_in_words,
    table_title,
)

__all__ = [
    "Cut",
    "Line",
    "LineNotDrawn",
    "LineUnexplained",
    "Result",
    "Tie",
    "TieAtTheLine",
    "cut_of",
    "decided_by",
    "digest_of",
    "digested",
    "document_lines_of",
    "explained",
    "findings_by_dossier",
    "frozen_cut_of",
    "frozen_lines_of",
    "gap_in_words",
    "ground_in_words",
    "grounds_in_words",
    "is_off_rules",
    "is_undefended",
    "kept_reason",
    "line_in_words",
    "line_reason_of",
    "lines_of",
    "off_rules_in_words",
    "provenance_in_words",
    "reserve_of",
    "result_of",
    "rule_in_words",
    "sheets_of",
    "table_title",
    "tie_notes",
    "ties_of",
]
