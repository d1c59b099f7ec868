# ruff: noqa: RUF001
"""Marking without the portal: the workbook out, in, compared, taken over whole."""

import pytest
from django.urls import reverse

from portal.models import AuditEntry
from scoring.actions import sheets
from scoring.models import ScoreSheet
from tests.factories import NOW, full_points, make_assignment, make_dossier, make_sheet
from tests.scoring import offline_books as books
from tests.scoring.offline_books import CODE

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    return books.make_seats()[0]


@pytest.fixture
def expert(client, seat):
    client.force_login(seat.expert.user)
    return client


def drafted(seat, **fields):
    return make_sheet(seat, state="draft", **fields)


def test_what_comes_back_unchanged_makes_no_difference(expert, seat):
    comments = {CODE: "=SUM(A1)，第一行\n第二行", "1.1.2": "0.10"}
    drafted(seat, points=full_points(seat.dossier.round, "0.7"), comments=comments,
            remark="总体较好\n有待核实")  # fmt: skip

    answer = books.upload(expert, seat, books.saved(books.opened(books.issued(seat))))

    assert "文件与网上的评分一致" in books.words(answer)
    assert answer.context["token"] == ""


def test_a_filled_sheet_is_shown_first_and_saved_as_a_draft(expert, seat):
    content = books.filled(seat, {CODE: 1.5, "1.1.2": "０.5 分"}, {CODE: "有据"}, "好")

    answer = books.upload(expert, seat, content)
    assert not ScoreSheet.objects.exists()
    assert "将导入（3 项）" in books.words(answer)
    done = books.confirm(expert, seat, answer)

    sheet = books.sheet_of(seat)
    assert sheet.points == {CODE: "1.5", "1.1.2": "0.5"}
    assert (sheet.comments, sheet.remark) == ({CODE: "有据"}, "好")
    assert (sheet.state, sheet.version) == ("draft", 2)
    assert "已导入 3 项，存为草稿" in books.words(done)
    [entry] = AuditEntry.objects.filter(action="sheet.imported")
    assert entry.detail == {"indicators": [CODE, "1.1.2", "remark"]}
    assert AuditEntry.objects.filter(action="sheet.marked").exists()


def test_a_blank_cell_takes_a_mark_away(expert, seat):
    drafted(seat, points={CODE: "2", "1.1.2": "1"})
    book = books.opened(books.issued(seat))
    page = books.page_of(book, seat)
    page.cell(books.row_of(page, CODE), books.POINTS).value = None

    books.confirm(expert, seat, books.upload(expert, seat, books.saved(book)))

    assert books.sheet_of(seat).points == {"1.1.2": "1"}


def test_of_a_stale_sheet_each_side_keeps_what_it_alone_changed(expert, seat):
    sheet = drafted(seat, points={CODE: "1", "1.1.2": "1", "1.1.3": "1"})
    content = books.filled(seat, {CODE: 2, "1.1.3": 2})
    online(seat, sheet, {CODE: "1", "1.1.2": "0.5", "1.1.3": "0.2"})

    answer = books.upload(expert, seat, content)
    [shown] = answer.context["previews"]
    asked = shown.open[0].name
    assert [each.label[:5] for each in shown.taken] == [CODE]
    assert [each.label[:5] for each in shown.kept] == ["1.1.2"]
    assert (shown.open[0].online.points, shown.open[0].given.points) == ("0.2", "2")
    refused = books.confirm(expert, seat, answer)
    assert "还有 1 项没有选择" in books.words(refused)
    assert books.sheet_of(seat).points["1.1.3"] == "0.2"
    books.confirm(expert, seat, refused, **{asked: "file"})

    assert books.sheet_of(seat).points == {CODE: "2", "1.1.2": "0.5", "1.1.3": "2"}


def test_the_online_side_may_be_chosen(expert, seat):
    sheet = drafted(seat, points={CODE: "1"})
    content = books.filled(seat, {CODE: 2}, {"1.1.2": "另记"})
    online(seat, sheet, {CODE: "0.5"})

    answer = books.upload(expert, seat, content)
    name = answer.context["previews"][0].open[0].name
    books.confirm(expert, seat, answer, **{name: "online"})

    kept = books.sheet_of(seat)
    assert (kept.points, kept.comments) == ({CODE: "0.5"}, {"1.1.2": "另记"})


def online(seat, sheet, points):
    """Marked in the portal since the workbook was made."""
    sheets.save(
        sheet=sheet, points=points, comments={}, remark="", version=sheet.version,
        by=seat.expert.user, at=NOW,
    )  # fmt: skip


def test_what_was_saved_after_the_preview_is_not_overwritten(expert, seat):
    sheet = drafted(seat, points={})
    answer = books.upload(expert, seat, books.filled(seat, {CODE: 2}))
    online(seat, sheet, {CODE: "0.5"})

    late = books.confirm(expert, seat, answer)

    assert late.status_code == 409
    assert books.sheet_of(seat).points == {CODE: "0.5"}


def test_several_sheets_are_taken_all_or_none(client):
    seats = books.make_seats(2)
    client.force_login(seats[0].expert.user)
    book = books.opened(books.issued(*seats))
    for seat in seats:
        books.fill(books.page_of(book, seat), {CODE: 2})
    answer = books.upload(client, seats[0], books.saved(book))
    second = make_sheet(seats[1], state="draft", points={})
    ScoreSheet.objects.filter(pk=second.pk).update(version=1)
    ScoreSheet.objects.filter(pk=second.pk).update(state="handed_in", total=0,
                                                   handed_in_at=NOW)  # fmt: skip

    refused = books.confirm(client, seats[0], answer)
    assert refused.status_code == 409
    assert not ScoreSheet.objects.filter(assignment=seats[0]).exists()
    ScoreSheet.objects.filter(pk=second.pk).delete()
    books.confirm(client, seats[0], answer)

    assert [books.sheet_of(seat).points for seat in seats] == [{CODE: "2"}] * 2


def test_a_sheet_that_need_not_come_may_be_deleted(client):
    seats = books.make_seats(2)
    client.force_login(seats[0].expert.user)
    book = books.opened(books.issued(*seats))
    books.fill(books.page_of(book, seats[1]), {CODE: 2})
    del book[books.page_of(book, seats[0]).title]

    books.confirm(client, seats[0], books.upload(client, seats[0], books.saved(book)))

    assert books.sheet_of(seats[1]).points == {CODE: "2"}


def problem(client, seat, content) -> str:
    [found] = books.upload(client, seat, content).context["problems"]
    return found.sentence


def test_another_experts_sheet_is_refused(expert, seat):
    other = make_assignment(dossier=seat.dossier)

    assert "不是您在本批次的评分表" in problem(expert, seat, books.issued(other))


def test_a_sheet_of_another_round_is_refused(expert, seat):
    [other] = books.make_seats(expert=seat.expert)

    assert "不是您在本批次的评分表" in problem(expert, seat, books.issued(other))


@pytest.mark.parametrize("state", ["recused", "withdrawn"])
def test_a_sheet_of_a_seat_that_was_left_is_refused(expert, seat, state):
    content = books.issued(seat)
    make_assignment(dossier=make_dossier(round=seat.dossier.round), expert=seat.expert)
    type(seat).objects.filter(pk=seat.pk).update(state=state, ended_at=NOW)

    assert "任务已撤回" in problem(expert, seat, content)


def test_other_rules_or_another_table_are_refused(expert, seat):
    content = books.issued(seat)
    round = seat.dossier.round
    round.digest = "1" * 64
    round.save()
    assert "评审规则与下载时不同" in problem(expert, seat, content)
    round.digest = "0" * 64
    round.table["indicators"][0]["path"][-1] = "改了名的指标"
    round.save()

    assert "指标表与下载时不同" in problem(expert, seat, content)


def test_a_version_that_was_never_issued_is_refused(expert, seat):
    drafted(seat, version=3)
    book = books.opened(books.issued(seat))
    cell = books.page_of(book, seat)["B2"]
    cell.value = cell.value.replace(f"{seat.key}:3:", f"{seat.key}:4:")

    assert "没有发出过这一版" in problem(expert, seat, books.saved(book))


def test_a_preview_is_its_readers_and_its_rounds_alone(client, expert, seat):
    [other] = books.make_seats(expert=seat.expert)
    answer = books.upload(expert, seat, books.filled(seat, {CODE: 2}))

    assert books.confirm(expert, other, answer).status_code == 409
    colleague = make_assignment(dossier=seat.dossier)
    client.force_login(colleague.expert.user)
    assert books.confirm(client, colleague, answer).status_code == 409
    assert not ScoreSheet.objects.exists()


@pytest.mark.parametrize("seats", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, seats
):
    made = books.make_seats(seats)
    client.force_login(made[0].expert.user)
    content = books.issued(*made)

    with django_assert_num_queries(4):  # session, user, assignments, round
        books.upload(client, made[0], content)
    with django_assert_num_queries(4):
        client.get(books.url("offline_book", made[0]))


def test_the_task_list_and_the_scoring_page_lead_there(expert, seat):
    link = f'href="{books.url("offline", seat)}"'

    assert link in expert.get(reverse("scoring:tasks")).text
    assert link in expert.get(seat.get_absolute_url()).text
