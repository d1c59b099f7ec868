"""The pure core: values in, values out; no Django, no clock, no disk."""

from portal.rules.bands import Band, Banded, Scale, banded, metric_problem, scale_data
from portal.rules.bounds import Bound
from portal.rules.codes import credit_code, phone
from portal.rules.dates import BEIJING, clock, day, instant
from portal.rules.digests import FILE, document_digest
from portal.rules.entry import (
    EntryError,
    decimal_number,
    percentage,
    plain_text,
    whole_number,
)
from portal.rules.exactjson import read_json
from portal.rules.facts import Facts, Share, read_facts, value_of
from portal.rules.fields import field_data, fields_of
from portal.rules.gaps import Gap, plain, shown
from portal.rules.grounds import Ground, Shortfall, Why, ground_data, read_ground
from portal.rules.guide import (
    AllOf,
    AnyOf,
    Clause,
    EveryRow,
    Guide,
    Heading,
    Indicator,
    IndicatorTable,
    InRows,
    Kind,
    Measure,
    Need,
    Operator,
    Threshold,
    Wording,
    thresholds_in,
)
from portal.rules.limits import SelectionRules
from portal.rules.nodes import DocumentError, GuideError
from portal.rules.ranking import (
    Method,
    Rule,
    ScoreError,
    Sheet,
    Standing,
    aggregate,
    check_sheet,
    mark_of,
    points_problem,
)
from portal.rules.reading import read_guide
from portal.rules.review import ReviewRules, read_review, review_data
from portal.rules.scores import read_ids, read_rule, read_sheets, rule_data
from portal.rules.selection import (
    QuotaTooSmall,
    Selection,
    StraddledTie,
    select,
    shortfalls_of,
)
from portal.rules.tables import read_table, table_data
from portal.rules.verdicts import (
    Outcome,
    Verdict,
    evaluate,
    is_eligible,
    judge_need,
    verdict_data,
)
from portal.rules.vocabulary import ROW_SCOPES, Metric, Vocabulary
from portal.rules.workdays import add_workdays, is_workday

__all__ = [
    "BEIJING",
    "FILE",
    "ROW_SCOPES",
    "AllOf",
    "AnyOf",
    "Band",
    "Banded",
    "Bound",
    "Clause",
    "DocumentError",
    "EntryError",
    "EveryRow",
    "Facts",
    "Gap",
    "Ground",
    "Guide",
    "GuideError",
    "Heading",
    "InRows",
    "Indicator",
    "IndicatorTable",
    "Kind",
    "Measure",
    "Method",
    "Metric",
    "Need",
    "Operator",
    "Outcome",
    "QuotaTooSmall",
    "ReviewRules",
    "Rule",
    "Scale",
    "ScoreError",
    "Selection",
    "SelectionRules",
    "Share",
    "Sheet",
    "Shortfall",
    "Standing",
    "StraddledTie",
    "Threshold",
    "Verdict",
    "Vocabulary",
    "Why",
    "Wording",
    "add_workdays",
    "aggregate",
    "banded",
    "check_sheet",
    "clock",
    "credit_code",
    "day",
    "decimal_number",
    "document_digest",
    "evaluate",
    "field_data",
    "fields_of",
    "ground_data",
    "instant",
    "is_eligible",
    "is_workday",
    "judge_need",
    "mark_of",
    "metric_problem",
    "percentage",
    "phone",
    "plain",
    "plain_text",
    "points_problem",
    "read_facts",
    "read_ground",
    "read_guide",
    "read_ids",
    "read_json",
    "read_review",
    "read_rule",
    "read_sheets",
    "read_table",
    "review_data",
    "rule_data",
    "scale_data",
    "select",
    "shortfalls_of",
    "shown",
    "table_data",
    "thresholds_in",
    "value_of",
    "verdict_data",
    "whole_number",
]
