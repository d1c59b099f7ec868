"""Every spoiled offline sheet is refused by its place, with rule and remedy."""

import pytest

from portal.filing_book import Spoiled
from scoring.facts.offline import COMMENT, POINTS
from scoring.facts.offline_changes import plan_of
from scoring.forms.offline import read_offline
from tests.scoring import spoiled_offline as books
from tests.scoring.offline_books import CODE, fill, opened, row_of, saved


def read(content):
    return read_offline(content, {books.KEY: books.seat()}).sheets


def problems_of(content):
    with pytest.raises(Spoiled) as caught:
        read(content)
    return caught.value.problems


def test_the_corpus_has_100_workbooks_and_more():
    assert len(books.CELLS) + len(books.SHEETS) + len(books.FILES) >= 100


@pytest.mark.parametrize("name", books.CELLS)
def test_a_spoiled_cell_is_named_and_nothing_else(name):
    content, place = books.CELLS[name]()
    (problem,) = problems_of(content)

    assert (problem.sheet, problem.cell) == place
    assert problem.rule
    assert problem.remedy.startswith("请")


@pytest.mark.parametrize("name", books.SHEETS)
def test_a_spoiled_sheet_is_named_at_its_place(name):
    content, place = books.SHEETS[name]()

    found = problems_of(content)
    assert place in {(each.sheet, each.cell) for each in found}
    assert all(each.rule and each.remedy.startswith("请") for each in found)


@pytest.mark.filterwarnings("ignore:Defined names")
@pytest.mark.parametrize("name", books.FILES)
def test_a_spoiled_file_is_refused_in_chinese(name):
    (problem,) = problems_of(books.FILES[name]())

    assert problem.rule.startswith(("文件", "工作簿", "缺少"))
    assert problem.remedy


def test_a_sound_one_states_what_was_issued():
    [filled] = read(books.sound())

    assert plan_of(filled).changes == ()


def test_all_wrong_cells_are_named_at_once():
    book = opened(books.sound())
    page = book["SL-01"]
    fill(page, {CODE: 99, "1.1.2": "优"}, {"1.1.3": "=A1"})

    found = {each.cell for each in problems_of(saved(book))}

    marks = {
        page.cell(row_of(page, code), POINTS).coordinate for code in (CODE, "1.1.2")
    }
    assert found == marks | {page.cell(row_of(page, "1.1.3"), COMMENT).coordinate}


@pytest.mark.parametrize(
    ("typed", "taken"),
    [(0, "0"), (0.30000000000000004, "0.3"), ("1", "1"), (" 1.50 ", "1.5"), (2.0, "2")],
)
def test_a_mark_is_read_as_it_is_shown(typed, taken):
    book = opened(books.sound())
    fill(book["SL-01"], {CODE: typed})

    [filled] = read(saved(book))

    [change] = plan_of(filled).changes
    assert change.given == (taken, "")
