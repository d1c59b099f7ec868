"""Numbers and text that people type: read in the one way they can be, or refused."""
# ruff: noqa: RUF001

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import (
    EntryError,
    clock,
    credit_code,
    day,
    decimal_number,
    percentage,
    phone,
    plain_text,
    whole_number,
)
from tests.portal.rules.entries import refusal

NUMBERS = [whole_number, decimal_number, percentage]
PARSERS = [*NUMBERS, day, clock, credit_code, phone]


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("raw", ["", "  ", "\u3000", "\n"])
def test_nothing_typed_is_nothing_stated(parse, raw):
    assert parse(raw) is None


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0", 0),
        ("60", 60),
        (" 60 ", 60),
        ("１２", 12),
        ("\u300060", 60),
        ("1,000", 1000),
        ("1，000", 1000),
        ("12,345,678", 12345678),
        ("60台", 60),
        ("60 台", 60),
        ("1,200台", 1200),
        ("9" * 15, 10**15 - 1),
    ],
)
def test_a_count_is_taken_where_it_can_be_read_in_one_way(raw, number):
    assert whole_number(raw, unit="台") == number


BAD_NUMBERS = [
    *[
        "1_000",
        "٣",
        "²",
        "①",
        "½",
        "Ⅳ",
        "十二",
        "〇",
        "六十",
        "1.2亿",
        "3万",
        "60个",
        "¥12",
        "abc",
        "=1+1",
        "<b>1</b>",
    ],
    *[
        "-5",
        "−5",
        "－5",
        "–5",
        "+5",
        "＋5",
        "-0",
        "--5",
        "1e3",
        "１ｅ３",
        "1E3",
        "1e309",
        "1e-400",
        "1e1000000",
    ],
    *[
        "NaN",
        "sNaN",
        "Infinity",
        "inf",
        "0x10",
        ".5",
        "5.",
        "1.2.3",
        "00012",
        "1,00,0",
        "1,0000",
        ",100",
        "100,",
    ],
    *["1,,000", "1 000", "12 34", "1\u202e2", "1\x002", "9" * 16, "1" * 30, "9" * 6000],
]


@pytest.mark.parametrize("raw", BAD_NUMBERS, ids=lambda raw: ascii(raw[:12]))
@pytest.mark.parametrize("parse", NUMBERS)
def test_a_number_that_can_be_misread_is_refused_in_chinese(parse, raw):
    message = refusal(parse, raw).message
    assert message.endswith("。")
    assert len(message) < 80


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("-5", "负"),
        ("+5", "正负号"),
        ("3万", "全数"),
        ("十二", "汉字"),
        ("1e3", "科学记数法"),
        ("²", "“²”"),
        ("1,00,0", "每三位"),
        ("1 000", "空格"),
        ("007", "多余的 0"),
        ("12%", "百分"),
        (".5", "小数点前后"),
        ("9" * 16, "15 位"),
    ],
)
def test_the_refusal_names_the_rule(raw, why):
    assert why in refusal(whole_number, raw).message


@pytest.mark.parametrize("raw", ["12.5", "12.0", "１２．５"])
def test_a_count_has_no_fraction(raw):
    assert "整数" in refusal(whole_number, raw).message


def test_a_count_may_have_a_highest_value():
    assert whole_number("20", most=20) == 20
    assert "20" in refusal(whole_number, "21", most=20).message


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("12.5", "12.5"),
        ("１２．５", "12.5"),
        ("1,234.50", "1234.50"),
        ("0.05", "0.05"),
        ("100万元", "100"),
    ],
)
def test_an_amount_is_kept_as_written(raw, number):
    assert str(decimal_number(raw, unit="万元")) == number


def test_an_amount_is_never_rounded_to_its_places():
    assert decimal_number("1.05", places=2) == Decimal("1.05")
    assert "2 位小数" in refusal(decimal_number, "12.345", places=2).message
    assert "2 位小数" in refusal(decimal_number, "1.005", places=2).message
    assert "100" in refusal(decimal_number, "100.1", most=Decimal(100)).message


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("12", "12"),
        ("12%", "12"),
        ("１２％", "12"),
        ("12 %", "12"),
        ("0", "0"),
        ("0.12%", "0.12"),
        ("120%", "120"),
        ("12.5%", "12.5"),
        ("1", "1"),
    ],
)
def test_a_percentage_is_in_per_cent_with_or_without_its_sign(raw, number):
    assert percentage(raw) == Decimal(number)


def test_a_percentage_that_may_be_a_fraction_is_asked_about():
    error = refusal(percentage, "0.12")
    assert "是否指 12%？" in error.message
    assert "0.12%" in error.message
    refusal(percentage, "12%%")


@given(st.integers(0, 10**15 - 1))
def test_every_count_is_read_back_from_how_it_is_written(number):
    assert whole_number(f"{number}") == whole_number(f"{number:,}") == number


@given(st.sampled_from(PARSERS), st.text(max_size=30))
def test_no_typed_text_does_worse_than_be_refused(parse, raw):
    with suppress(EntryError):
        parse(raw)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "张三😀",
            "𠮷野家",
            "䶮",
            "<script>",
            "{{7*7}}",
            "=1+1",
            "N/A",
            "买买提·艾力",
            "浣犲ソ",
            "ＡＢＣ",
            "ﬁ",
        ],
        *("O'Brien; DROP", "👨\u200d🔧", "\U00031350"),
    ],
)
def test_text_is_kept_exactly(text):
    assert plain_text(f"  {text} ", 50) == text


def test_text_is_composed_and_its_lines_are_lines():
    assert plain_text("e\u0301", 5) == "é"
    assert plain_text("甲\r\n乙\r丙", 9, multiline=True) == "甲\n乙\n丙"
    assert plain_text(" \u3000 ", 5) is None
    assert "换行" in refusal(plain_text, "甲\n乙", 9).message


UNFIT = "\u202e\u2066\u200b\ufeff\x00\x0b\x7f\ud800\ue000\U000f0000\ufffe\ufdd0\u2028\t"


@pytest.mark.parametrize("char", [*UNFIT, "\U000e0041"], ids=ascii)
def test_a_character_that_cannot_be_seen_is_named_by_its_place(char):
    error = refusal(plain_text, f"示例{char}文字", 50)
    assert "第 3 个" in error.message
    assert f"U+{ord(char):04X}" in error.message


def test_text_that_is_too_long_is_told_both_lengths():
    error = refusal(plain_text, "长" * 1_000_000, 120)
    assert error.message == "最多 120 字，现为 1,000,000 字。"
    assert plain_text("长" * 120, 120) == "长" * 120


def test_a_count_that_must_be_small_is_asked_for_by_a_small_example():
    assert "例如 70。" in refusal(whole_number, "九年", most=70).message
