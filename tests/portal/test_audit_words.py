"""What an auditor reads is Chinese: no key of the code, no value of Python."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings

from applications.actions.rounds import Plan
from portal.audit_words import KEYS, lines

#: Functions whose keywords end up as an entry's details.
WRITERS = {"record", "_tell"}
NOT_DETAILS = {"by", "action", "subject", "at"}


def keys_in_the_code() -> set[str]:
    found = {field.name for field in fields(Plan)}
    for app in ("portal", "applications", "scoring"):
        for file in Path(settings.BASE_DIR, app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and (
                    getattr(node.func, "id", "") in WRITERS
                ):
                    found |= {each.arg for each in node.keywords if each.arg}
    return found - NOT_DETAILS


def test_every_detail_that_the_code_writes_has_a_name_in_chinese():
    assert len(keys_in_the_code()) > 30
    assert not keys_in_the_code() - set(KEYS)


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        ({"marks": {"1.1.1": [None, "3"]}}, ["1.1.1：空 → 3 分"]),
        ({"marks": {"1.1.1": ["3", ""]}}, ["1.1.1：3 分 → 空"]),
        (
            {"changes": [{"code": "1.1", "before": "3", "after": "4"}]},
            ["1.1：3 → 4"],
        ),
        (
            {"changes": {"is_blind": {"before": False, "after": True}}},
            ["匿名评审：否 → 是"],
        ),
        ({"changes": {"employer": ["甲", "乙"]}}, ["工作单位：甲 → 乙"]),
        ({"section": "organisation"}, ["章节：申报单位基本情况"]),
        (
            {"clause": "no_incident_pledge"},
            ["条款：无重大安全、环保、质量事故承诺函"],
        ),
        (
            {"due": "2026-11-30T09:30:00Z"},
            ["期限：2026年11月30日（星期一）17:30（北京时间）"],
        ),
        ({"computed": "unmet", "is_met": False}, ["系统核对：未达到", "认定达到：否"]),
        ({"opinion": "", "order": 0}, ["推荐顺序：0"]),
    ],
)
def test_details_are_printed_in_words(detail, shown):
    assert list(lines(detail)) == shown
