from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django import forms
from django.forms.formsets import formset_factory

from portal.templatetags import portal
from portal.templatetags.questions import problems

CLOSES = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234567.50"), "1,234,567.5"),
        (Decimal("1E+3"), "1,000"),
        (0, "0"),
        ("0.00010", "0.0001"),
        (Decimal("12345678901234567890.12"), "12,345,678,901,234,567,890.12"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_money_shows_every_digit_stated_and_no_other(value, shown):
    assert portal.money(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("60", "60%"),
        ("62.50", "62.5%"),
        (Decimal("59.9999"), "59.99%"),
        (Decimal(200) / 3, "66.66%"),
        (None, "—"),
    ],
)
def test_a_share_under_the_bound_never_reads_as_the_bound(value, shown):
    assert portal.percent(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("87.245", "87.25"), ("87.2449", "87.24"), (90, "90.00"), (None, "—")],
)
def test_a_mark_has_two_places_rounded_half_up(value, shown):
    assert portal.mark(value) == shown


def test_a_dossier_without_a_place_is_said_to_stand_apart():
    assert portal.place(3) == "第 3 名"
    assert portal.place(None) == "不参加排名"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("full", "2026年11月30日（星期一）17:30"),
        ("deadline", "2026年11月30日（星期一）17:30（北京时间）"),
        ("day", "2026年11月30日（星期一）"),
        ("time", "17:30（北京时间）"),
        ("short", "2026-11-30 17:30"),
        ("clock", "17:30:00"),
    ],
)
def test_an_instant_is_shown_in_beijing_time(form, shown):
    assert portal.beijing(CLOSES, form) == shown


def test_a_day_has_no_time_and_nothing_is_a_dash():
    assert portal.beijing(date(2026, 11, 1)) == "2026年11月1日（星期日）"
    assert portal.beijing(None) == "—"


def test_the_evening_in_london_is_the_next_day_in_beijing():
    late = datetime(2026, 11, 29, 16, 0, tzinfo=UTC)
    assert portal.beijing(late, "short") == "2026-11-30 00:00"


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-20T09:00:00Z", "10 天"),
        ("2026-11-29T09:31:00Z", "23 小时 59 分钟"),
        ("2026-11-30T09:25:00Z", "5 分钟"),
        ("2026-11-30T09:29:30Z", "不到 1 分钟"),
        ("2026-11-30T09:30:00Z", ""),
        ("2026-12-01T00:00:00Z", ""),
    ],
)
def test_the_time_left_is_empty_from_the_closing_instant_on(now, left):
    with time_machine.travel(now, tick=False):
        assert portal.remaining(CLOSES) == left


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 字节"), (1023, "1023 字节"), (1024, "1 KB"), (1258291, "1.2 MB")],
)
def test_a_file_size_is_in_the_unit_that_reads_best(size, shown):
    assert portal.filesize(size) == shown


class Sample(forms.Form):
    name = forms.CharField(label="名称", error_messages={"required": "请填写名称。"})
    kind = forms.ChoiceField(
        label="类型",
        choices=[("a", "甲")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择类型。"},
    )

    def clean(self):
        raise forms.ValidationError("两项不一致。")


def test_problems_name_the_field_and_lead_to_its_control():
    found = problems(Sample({}))
    assert [(each.text, each.target) for each in found] == [
        ("两项不一致。", ""),
        ("“名称”：请填写名称。", "id_name"),
        ("“类型”：请选择类型。", "id_kind_group"),
    ]


def test_problems_of_a_formset_and_a_form_are_one_list():
    rows = formset_factory(Sample, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"}
    )
    assert len(problems([Sample({}), rows])) == 9


def test_a_form_without_errors_has_no_problems():
    assert problems(Sample()) == []
    assert problems(None) == []
