"""Offline sheets of dossiers handed in meanwhile; what still lacks a comment."""

import pytest

from portal.filing_book import Spoiled
from scoring.forms.offline import read_offline
from scoring.models import Assignment, ScoreSheet
from tests.factories import NOW, full_points, make_sheet
from tests.scoring import offline_books as books
from tests.scoring.offline_books import CODE
from tests.scoring.test_objective import CODE as BANDED
from tests.scoring.test_objective import with_scales

pytestmark = pytest.mark.django_db


def handed_in(seat):
    points = full_points(seat.dossier.round, "0.5")
    return make_sheet(seat, points=points, version=3)


@pytest.fixture
def seats(client):
    found = books.make_seats(4)
    client.force_login(found[0].expert.user)
    return found


def name_of(seat) -> str:
    return books.sheet_name(seat)


def test_a_sheet_handed_in_meanwhile_is_passed_over_and_the_others_come_in(
    client, seats
):
    book = books.opened(books.issued(*seats))
    for seat in seats[1:]:
        books.fill(books.page_of(book, seat), {CODE: 2})
    before = handed_in(seats[0]).points

    answer = books.upload(client, seats[0], books.saved(book))
    said = books.words(answer)
    assert "已提交，跳过（1 份）" in said
    assert "已于 2026-11-20 10:00 提交" in said
    assert "一项也不导入" not in said
    books.confirm(client, seats[0], answer)

    assert [books.sheet_of(seat).points for seat in seats[1:]] == [{CODE: "2"}] * 3
    assert books.sheet_of(seats[0]).points == before


def test_one_that_differs_from_what_was_handed_in_says_that_nothing_comes_in(
    client, seats
):
    book = books.opened(books.issued(*seats))
    books.fill(books.page_of(book, seats[0]), {CODE: 2, "1.1.2": "三分"})
    before = handed_in(seats[0]).points

    answer = books.upload(client, seats[0], books.saved(book))

    said = books.words(answer)
    assert f"{name_of(seats[0])} ：已于" in said
    assert "其中的内容一项也不导入" in said
    assert not answer.context["problems"]
    assert books.sheet_of(seats[0]).points == before


def test_what_is_as_it_was_handed_in_is_passed_over_without_a_word_more(client, seats):
    handed_in(seats[0])
    content = books.issued(seats[0])

    said = books.words(books.upload(client, seats[0], content))

    assert "已提交，跳过（1 份）" in said
    assert "一项也不导入" not in said
    assert "都已提交，没有可以导入的内容" in said


def test_problems_of_every_sheet_are_named_at_once(client, seats):
    book = books.opened(books.issued(*seats))
    handed_in(seats[0])
    one, two, three = (books.page_of(book, each) for each in seats[1:])
    books.fill(one, {CODE: "三分"})
    two["B2"].value = "随便"
    three.row_dimensions[7].hidden = True
    books.fill(three, {CODE: 99})
    three.title = "改了名"

    answer = books.upload(client, seats[0], books.saved(book))

    found = [(each.sheet, each.cell) for each in answer.context["problems"]]
    mark = f"F{books.row_of(one, CODE)}"
    assert found == [
        (one.title, mark), (two.title, "B2"), ("改了名", "B2"), ("改了名", "A7"),
        ("改了名", mark),
    ]  # fmt: skip


def test_a_sheet_that_nobody_reads_is_no_fault_for_its_looks(client, seats):
    book = books.opened(books.issued(*seats[:2]))
    handed_in(seats[0])
    books.page_of(book, seats[0]).merge_cells("F7:G7")

    answer = books.upload(client, seats[0], books.saved(book))

    assert not answer.context["problems"]
    assert [each.title for each in answer.context["skipped"]] == [name_of(seats[0])]


def test_one_of_another_layout_is_passed_over_too(seats):
    content = books.issued(seats[0])
    handed_in(seats[0])
    seat = books.fresh(seats[0])
    seat.dossier.round.table["indicators"][0]["path"][-1] = "改了名的指标"

    book = read_offline(content, {seat.key: seat})
    assert [each.has_more for each in book.skipped] == [True]


def test_a_seat_without_a_declaration_is_still_a_fault(seats):
    content = books.issued(seats[0])
    seat = books.fresh(seats[0])
    seat.state = Assignment.State.ASSIGNED
    with pytest.raises(Spoiled, match="还没有作利益关系声明"):
        read_offline(content, {seat.key: seat})


ASKS = {"comment_below": "50", "comment_above": "95"}


@pytest.fixture
def limited(client):
    found = books.make_seats(2, review=ASKS)
    client.force_login(found[0].expert.user)
    return found


def test_the_preview_says_what_will_stop_handing_in(client, limited):
    book = books.opened(books.issued(*limited))
    books.fill(books.page_of(book, limited[0]), {CODE: "0.1", "1.1.2": "0"})
    books.fill(books.page_of(book, limited[1]), {CODE: "0.1"}, {CODE: "没有佐证。"})

    answer = books.upload(client, limited[0], books.saved(book))

    said = books.words(answer)
    assert "导入以后还有 1 份缺评语" in said
    assert f"{name_of(limited[0])} ：2 项缺评语" in said
    assert "得分低于该项权重的 50%" in said
    assert answer.context["token"]


def test_it_counts_what_is_saved_already_and_what_is_chosen(client, limited):
    seat = limited[0]
    sheet = make_sheet(seat, state="draft", points={CODE: "1", "1.1.2": "0"})
    content = books.filled(seat, {CODE: "0.1"})
    points = {CODE: "4", "1.1.2": "0"}
    ScoreSheet.objects.filter(pk=sheet.pk).update(version=2, points=points)

    answer = books.upload(client, seat, content)
    said = books.words(answer)
    assert "2 项缺评语（要选择的 1 项，没有选的按网上的计）" in said, said[300:900]


def test_points_of_a_band_lack_nothing_and_cost_one_query(
    client, limited, django_assert_num_queries
):
    round = with_scales(limited[0].dossier.round)
    for seat in limited:
        seat.dossier.document["metrics"] = {"connected_devices": 5}
        seat.dossier.save(update_fields=["document"])
        seat.dossier.round = round
    book = books.opened(books.issued(*limited))
    books.fill(books.page_of(book, limited[0]), {BANDED: "0"})
    books.fill(books.page_of(book, limited[1]), {BANDED: "1.5"})

    for seats in (limited, limited[:1]):
        if len(seats) == 1:
            del book[name_of(limited[1])]
        with django_assert_num_queries(5):  # the fifth: what the dossiers state
            answer = books.upload(client, limited[0], books.saved(book))
        lacking = [each.number for each in answer.context["lacking"]]
        assert lacking == [name_of(each) for each in seats[1:]]


def test_all_sheets_handed_in_offer_nothing_to_confirm(client, seats):
    content = books.issued(seats[0])
    make_sheet(seats[0], handed_in_at=NOW)
    answer = books.upload(client, seats[0], content)
    assert answer.context["token"] == ""
