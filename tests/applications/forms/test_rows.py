# ruff: noqa: RUF001
"""Repeated rows: blank ones are none, odd ones stay where they were typed."""

import pytest

from applications.forms.sections import SectionForms, data_of
from applications.presentation import section_of, sections_of
from portal import guides

GUIDE = guides.load("jiangsu")
SECTIONS = sections_of(GUIDE, "comprehensive")
INDUSTRIES = section_of(SECTIONS, "industries")
CASES = section_of(SECTIONS, "cases")


def forms(*rows, section=INDUSTRIES, blank=0, **more):
    scope = section.rows
    data = {f"{scope}-TOTAL_FORMS": str(len(rows)), f"{scope}-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        data |= {f"{scope}-{index}-{name}": value for name, value in row.items()}
    return SectionForms(section, {**data, **more}, blank)


def read(*rows, **kwargs):
    found = forms(*rows, **kwargs)
    return found.is_valid(), found.values()


def test_rows_are_kept_in_their_order_and_blank_ones_are_none():
    is_valid, values = read(
        {"name": "36 汽车制造业", "connected_devices": "６００"},
        {"name": "\u3000", "connected_devices": ""},
        {"name": "26 化学", "production_mode": "process", "collection_points": "1,000"},
    )

    assert is_valid
    assert values["industries"] == [
        {"name": "36 汽车制造业", "connected_devices": 600},
        {"name": "26 化学", "production_mode": "process", "collection_points": 1000},
    ]


def test_a_row_that_was_deleted_is_gone_though_it_is_wrong():
    is_valid, values = read(
        {"name": "汽车", "connected_devices": "abc", "DELETE": "on"},
        {"name": "化学"},
    )

    assert is_valid
    assert values["industries"] == [{"name": "化学"}]
    assert values["unread"] == {}


def test_what_cannot_be_read_is_kept_under_the_rows_new_number():
    is_valid, values = read(
        {"name": "汽车", "DELETE": "on"}, {"name": "化学", "connected_devices": "1e3"}
    )

    assert not is_valid
    assert values["industries"] == [{"name": "化学"}]
    [(name, entry)] = values["unread"].items()
    assert (name, entry["raw"]) == ("industries-0-connected_devices", "1e3")
    assert entry["label"] == "行业 1：该行业连接设备数量"


def test_a_row_of_nothing_but_a_mistake_comes_back():
    _, values = read({"connected_devices": "很多"})
    section = {"unread": {"industries": values.pop("unread")}, **values}

    again = SectionForms(INDUSTRIES, data_of(INDUSTRIES, section))

    assert not again.is_valid()
    [row] = again.rows.kept
    assert row["connected_devices"].value() == "很多"
    assert set(row.errors) == {"name", "connected_devices"}


def test_a_row_must_have_a_name_and_no_other_rows():
    is_valid, values = read(
        {"connected_devices": "5"}, {"name": "汽车"}, {"name": "汽车"}
    )

    assert not is_valid
    assert set(values["unread"]) == {"industries-0-name", "industries-2-name"}
    assert values["unread"]["industries-2-name"]["raw"] == "汽车"


def test_cases_may_have_the_same_name():
    is_valid, values = read({"name": "改造"}, {"name": "改造"}, section=CASES)

    assert is_valid
    assert values["cases"] == [{"name": "改造"}] * 2


def test_blank_rows_can_be_asked_for():
    assert len(forms({"name": "汽车"}, blank=2).rows.forms) == 3


@pytest.mark.parametrize("total", ["", "x", "-1"])
def test_a_post_that_was_cut_short_takes_no_row_away(total):
    found = SectionForms(INDUSTRIES, {"industries-TOTAL_FORMS": total})

    assert not found.is_valid()
    assert "industries" not in found.values()


def test_too_many_rows_are_refused_and_kept():
    is_valid, values = read(*({"name": f"行业{n}"} for n in range(101)))

    assert not is_valid
    assert len(values["industries"]) == 101
    assert values["unread"]["industries-rows"]["raw"] == "101"
