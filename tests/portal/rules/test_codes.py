"""Credit codes and telephone numbers that people type."""
# ruff: noqa: RUF001

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import credit_code, phone
from portal.rules.codes import body_check, check
from tests.portal.rules.entries import refusal

CODES = [
    *("91140100MA0GX7R29B", "91320100MA1MDEM08E", "91360100MA35JX9T5J"),
    *("91220100MA0Y3T6K57", "91330106MA27WXY83P", "91140100MA000258X0"),
    "91220101MA00002260",
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", CODES)
def test_a_credit_code_is_taken_by_its_two_check_characters(code):
    assert credit_code(f" {code[:8]} {code[8:].lower()} ") == code


def test_a_full_width_credit_code_is_read_as_a_plain_one():
    wide = "".join(chr(ord(char) + 0xFEE0) for char in CODES[0])
    assert credit_code(wide) == CODES[0]


def test_a_wrong_check_character_is_told_the_right_one():
    assert "第 18 位应为 B" in refusal(credit_code, "91140100MA0GX7R29A").message
    assert "第 17 位应为 9" in refusal(credit_code, "91140100MA0GX7R28B").message


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("91140100MA0GX7R29", "现为 17 位"),
        ("140100123456789", "现为 15 位"),
        ("91350100M000100Y4Z", "第 18 位“Z”"),
        ("9114O100MA0GX7R29B", "第 5 位“O”"),
        ("9111A100MA0GX7R29B", "行政区划"),
    ],
)
def test_a_malformed_credit_code_is_told_what_is_wrong(raw, why):
    assert why in refusal(credit_code, raw).message


def test_the_check_characters_follow_the_standards():
    assert check("91350100M000100Y4") == "3"
    assert check("91220101MA0000226") == "0"  # a remainder of 0 gives 0, not 31
    assert body_check("MA000009") == "0"
    assert body_check("MA000258") == "X"


@given(st.sampled_from(CODES), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_makes_another_valid_code(code, place, char):
    changed = code[:place] + char + code[place + 1 :]
    if changed == code:
        assert credit_code(changed) == code
    else:
        refusal(credit_code, changed)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13912345678", "13912345678"),
        ("+86 139 1234 5678", "13912345678"),
        ("１３９１２３４５６７８", "13912345678"),
        ("0431-81234567", "0431-81234567"),
        ("（010）81234567", "010-81234567"),
        ("0086-025-51234567", "025-51234567"),
        ("400-123-4567", "4001234567"),
    ],
)
def test_a_telephone_number_is_written_in_one_way(raw, number):
    assert phone(raw) == number


@pytest.mark.parametrize("raw", ["1391234567", "23912345678", "12345", "+1 555", "无"])
def test_a_number_that_nobody_can_call_is_refused(raw):
    refusal(phone, raw)
