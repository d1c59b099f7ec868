# ruff: noqa: RUF001
"""Every spoiled template is refused by its place, or read as what people see."""

import pytest

from portal import guides, rules
from portal.filing_book import Spoiled, layout_of, read_book
from portal.filing_book.problems import of_entry
from tests.portal import spoiled_books as books
from tests.portal.commands import answer, refusal


def problems_of(content, expected=None):
    with pytest.raises(Spoiled) as caught:
        read_book(content, expected)
    return caught.value.problems


def test_the_corpus_has_130_rows_and_more():
    assert len(books.CELLS) + len(books.SHEETS) + len(books.FILES) >= 130


@pytest.mark.parametrize("name", books.CELLS)
def test_a_spoiled_cell_is_named_and_nothing_else(name):
    content, place = books.CELLS[name]()
    (problem,) = problems_of(content)

    assert (problem.sheet, problem.cell) == place
    assert problem.rule
    assert problem.remedy


@pytest.mark.parametrize("name", books.SHEETS)
def test_a_spoiled_sheet_is_named_at_its_place(name):
    content, place = books.SHEETS[name]()

    found = problems_of(content)
    assert place in {(each.sheet, each.cell) for each in found}
    assert all(each.rule and each.remedy for each in found)


@pytest.mark.parametrize("name", books.FILES)
def test_a_spoiled_file_is_refused_in_chinese(name):
    (problem,) = problems_of(books.FILES[name]())

    assert problem.rule.startswith(("文件", "工作簿", "缺少", "模板"))
    assert problem.remedy


def test_a_template_of_another_kind_or_guide_is_told_apart():
    jilin = guides.load("jilin")
    for name, kind in (("jilin", "regional"), ("jiangsu", "industry")):
        (problem,) = problems_of(books.filled(name, kind), layout_of(jilin, "industry"))
        assert (problem.sheet, problem.cell) == ("说明", "B4")
        assert jilin.title in problem.rule


@pytest.mark.parametrize(
    ("typed", "read"),
    [(60.0, 60), ("６０", 60), ("60 人", 60), ("1,200", 1200), (" 60 ", 60)],
)
def test_a_count_that_can_be_read_in_one_way_is_read(typed, read):
    document = read_book(books.with_number(books.INT, typed)).document

    assert document["profile"]["employees"] == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [(0.1 + 0.2, "0.3"), (1234.56, "1234.56"), (1e2, "100"), ("12.50 万元", "12.5")],
)
def test_an_amount_is_read_as_it_is_shown(typed, read):
    document = read_book(books.with_number(books.DECIMAL, typed)).document

    assert document["profile"]["registered_capital"] == read


def test_a_cell_in_per_cent_is_read_as_per_cent():
    content = books.with_number(books.PERCENT, 0.125, "0.0%")

    assert read_book(content).document["profile"]["debt_ratio"] == "12.5"


@pytest.mark.parametrize("typed", ["2021年3月4日", "2021/3/4", "20210304", 20210304])
def test_a_day_as_text_is_read(typed):
    document = read_book(books.with_number(books.DAY, typed)).document

    assert document["profile"]["founded_on"] == "2021-03-04"


@pytest.mark.parametrize("variant", [books.mac_calendar, books.shared_strings])
def test_other_ways_to_save_the_same_say_the_same(variant):
    assert read_book(variant()).document == read_book(books.filled()).document


def test_the_command_reads_a_template(tmp_path):
    path = tmp_path / "填好.xlsx"
    path.write_bytes(books.filled())
    (found,) = answer("screen", path)

    assert (found["guide"], found["kind"], found["eligible"]) == (
        "jilin/2025",
        "industry",
        True,
    )


def test_the_command_refuses_by_sheet_and_cell(tmp_path):
    path = tmp_path / "坏.xlsx"
    content, (sheet, cell) = books.with_cell(books.INT, "六十")
    path.write_bytes(content)
    said = refusal("screen", path)

    assert sheet in said
    assert cell in said


@pytest.mark.parametrize(
    ("message", "rule", "remedy"),
    [
        ("应如 a@example.com，请核对。", "应如 a@example.com。", "请核对。"),
        ("申请日期不能晚于今天。请改正。", "申请日期不能晚于今天。", "请改正。"),
        ("申请日期不对。", "申请日期不对。", "请改正后重新上传。"),
    ],
)
def test_rule_and_remedy_are_two_sentences(message, rule, remedy):
    problem = of_entry("表", "A1", "x", rules.EntryError("E", message))

    assert (problem.rule, problem.remedy) == (rule, remedy)
