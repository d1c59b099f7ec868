"""Workbooks, read back as a spreadsheet program would."""

import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.workbook import LONGEST_TEXT, Column, Sheet, write_workbook

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
COLUMNS = [
    Column("单位", "text", 30),
    Column("台数", "int"),
    Column("得分", "mark"),
    Column("日期", "date"),
    Column("时间", "instant", 18),
]
ROW = ["示例公司", 1200, Decimal("87.25"), date(2026, 11, 30), AT]


def read(data: bytes):
    return load_workbook(BytesIO(data))


def write(rows, **fields):
    return write_workbook([Sheet("汇总", COLUMNS, rows, **fields)], at=AT)


def test_values_keep_their_types_and_formats():
    page = read(write([ROW]))["汇总"]

    cells = list(page[2])
    assert [c.value for c in cells] == [
        "示例公司",
        1200,
        87.25,
        datetime(2026, 11, 30),  # noqa: DTZ001 - a workbook knows no zones
        datetime(2026, 11, 20, 10, 0),  # noqa: DTZ001 - Beijing
    ]
    assert [c.data_type for c in cells] == ["s", "n", "n", "d", "d"]
    assert cells[2].number_format == "0.00"
    assert cells[3].number_format == "yyyy-mm-dd"


def test_the_header_is_frozen_and_filtered_under_title_and_notes():
    page = read(write([ROW, ROW], title="汇总表", notes=["批次 JL2026-1"]))["汇总"]

    assert page["A1"].value == "汇总表"
    assert page["A2"].value == "批次 JL2026-1"
    assert page["A3"].value == "单位"
    assert page.freeze_panes == "A4"
    assert page.auto_filter.ref == "A3:E5"
    assert page.column_dimensions["A"].width == 30


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1+1", "#N/A", "1e3", "\t=1"]
)
def test_text_is_never_taken_for_a_formula_or_a_number(text):
    data = write([[text, *ROW[1:]]])

    cell = read(data)["汇总"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not re.search(rb"<f[\s>/]", archive.read("xl/worksheets/sheet1.xml"))


def test_a_character_that_xml_cannot_hold_is_shown_as_such():
    page = read(write([["示例\x0b公司\ud800", *ROW[1:]]]))["汇总"]

    assert page["A2"].value == "示例\ufffd公司\ufffd"


def test_text_that_no_cell_holds_is_cut_visibly():
    page = read(write([["长" * 40000, *ROW[1:]]]))["汇总"]

    assert len(page["A2"].value) == LONGEST_TEXT
    assert page["A2"].value.endswith("以下略）")


@pytest.mark.parametrize("value", ["1200", 1200.5, True])
def test_a_value_of_another_type_than_its_column_is_refused(value):
    with pytest.raises(TypeError, match="台数"):
        write([["示例公司", value, *ROW[2:]]])


def test_a_row_of_another_length_is_refused():
    with pytest.raises(TypeError):
        write([ROW[:2]])


def test_what_is_not_known_stays_an_empty_cell():
    page = read(write([["示例公司", None, None, None, None]]))["汇总"]

    assert [c.value for c in page[2]] == ["示例公司", None, None, None, None]


def test_the_same_rows_at_the_same_instant_give_the_same_bytes():
    assert write([ROW]) == write([ROW])


def test_a_page_on_paper_is_read_without_scissors():
    sheet = Sheet(
        "打印",
        [Column("申报编号", width=16), Column("说明", "long", 20)],
        [["A-01", "很长的说明" * 20], ["A-02", "短"]],
        title="打印用表",
        frozen_columns=1,
    )
    page = read(write_workbook([sheet], at=AT))["打印"]

    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert (page.print_title_rows, page.print_title_cols) == ("$2:$2", "$A:$A")
    assert page.row_dimensions[3].height > 10 * 15
    assert page.row_dimensions[4].height is None
    assert page["A3"].alignment.vertical == "top"
