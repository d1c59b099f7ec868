"""Panels edited offline: every difference named, every refusal at its cell."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from applications.models import Dossier, Round
from portal.models import AuditEntry, User
from scoring.facts.panel_book import BARS, EXPERTS, SHEET
from scoring.models import Assignment, Conflict, LoadCap
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)
from tests.scoring.draws import make_draw_row

pytestmark = pytest.mark.django_db
FIRST, SECOND, REASON = "E2", "F2", "G2"


@pytest.fixture
def round() -> Round:
    return make_round(panel_size=2, status=Round.Status.SCORING)


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def browser(client, official):
    client.force_login(official)
    return client


def accepted(round: Round, **fields) -> Dossier:
    return make_dossier(round=round, status=Dossier.Status.ACCEPTED, **fields)


def url(round: Round, name: str = "panel_book") -> str:
    return reverse(f"scoring:{name}", args=[round.pk])


def text(response) -> str:
    return response.content.decode()


def issued(browser, round: Round):
    answer = browser.get(url(round, "panel_book_template"))
    return load_workbook(io.BytesIO(answer.content))


def upload(browser, round: Round, book, **cells):
    """With these cells of the sheet of panels filled; "" empties one."""
    for place, value in cells.items():
        book[SHEET][place].value = value or None
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("分派表.xlsx", out.getvalue())
    return browser.post(url(round), {"book": file})


def apply(browser, round: Round, answer):
    token = answer.context["token"]
    return browser.post(url(round, "panel_book_apply"), {"token": token})


def refused(answer) -> list[tuple[str, str, str]]:
    assert answer.context["token"] == ""
    assert "分派没有任何改动" in text(answer)
    found = [each.problem for each in answer.context["refusals"]]
    assert all(each.remedy.endswith("。") for each in found)
    return [(each.cell, each.found, each.rule) for each in found]


def test_the_panels_go_out_with_experts_and_bars_beside(browser, round):
    held = make_assignment(dossier=accepted(round))
    tied = make_expert(fields=["焊接"])
    Conflict.objects.create(
        expert=tied, enterprise=held.dossier.enterprise, reason="示例", declared_at=NOW
    )
    LoadCap.objects.create(
        round=round, expert=tied, most=3, set_by=tied.user, set_at=NOW
    )

    book = issued(browser, round)

    rows = list(book[SHEET].values)
    assert rows[0] == (
        "申报编号", "申报单位", "平台类型", "下载时的专家", "专家1", "专家2", "撤回理由"
    )  # fmt: skip
    code = held.expert.code
    assert rows[1][0] == held.dossier.number
    assert rows[1][3:] == (code, code, None, None)
    known = {row[0]: row for row in book[EXPERTS].values}
    assert known[code][5] == 1
    assert known[tied.code][3:7] == ("焊接", None, None, 3)
    assert list(book[BARS].values)[1:] == [
        (held.dossier.number, tied.code, "已申明利益关系")
    ]


def test_the_file_as_it_was_issued_changes_nothing(browser, round):
    make_assignment(dossier=accepted(round))

    answer = upload(browser, round, issued(browser, round))

    assert "与现在的分派一致" in text(answer)
    assert answer.context["token"] == ""


def test_differences_are_shown_and_written_whole_on_confirmation(browser, round):
    held = make_assignment(dossier=accepted(round))
    other = accepted(round)
    comes = make_expert()

    answer = upload(
        browser, round, issued(browser, round),
        **{FIRST: comes.code.lower(), REASON: "出差", "F3": comes.code},
    )  # fmt: skip

    assert [each.deed for each in answer.context["changes"]] == ["撤回", "加入", "加入"]
    assert Assignment.objects.standing().get() == held
    assert apply(browser, round, answer).url == url(round, "panels")
    held.refresh_from_db()
    assert (held.state, held.reason) == (Assignment.State.WITHDRAWN, "出差")
    seated = Assignment.objects.standing().values_list("dossier", "expert")
    assert set(seated) == {(held.dossier_id, comes.pk), (other.pk, comes.pk)}
    assert AuditEntry.objects.filter(action="panel.assigned").count() == 2
    again = apply(browser, round, answer)
    assert again.status_code == 409
    assert "没有导入" in text(again)
    assert Assignment.objects.count() == 3


def test_two_experts_change_places_within_full_panels_in_one_go(browser, round):
    one, other = accepted(round), accepted(round)
    for dossier in (one, other):
        for _ in range(2):
            make_assignment(dossier=dossier)
    here, there = one.assignments.first().expert, other.assignments.first().expert
    book = issued(browser, round)
    cells = {book[SHEET][p].value: p for p in ("E2", "F2", "E3", "F3")}

    answer = upload(
        browser, round, book,
        **{cells[here.code]: there.code, cells[there.code]: here.code,
           "G2": "对调", "G3": "对调"},
    )  # fmt: skip
    apply(browser, round, answer)

    standing = Assignment.objects.standing()
    assert set(one.assignments.standing().values_list("expert", flat=True)) >= {
        there.pk
    }
    assert set(other.assignments.standing().values_list("expert", flat=True)) >= {
        here.pk
    }
    assert standing.count() == 4


def test_every_cell_that_cannot_be_is_named_with_rule_and_remedy(browser, round):
    held = make_assignment(dossier=accepted(round))
    busy = make_assignment(dossier=accepted(round))
    make_sheet(busy, state="draft")
    tied, full, away = make_expert(), make_expert(), make_expert(is_available=False)
    Conflict.objects.create(
        expert=tied, enterprise=held.dossier.enterprise, reason="示例", declared_at=NOW
    )
    LoadCap.objects.create(
        round=round, expert=full, most=0, set_by=full.user, set_at=NOW
    )
    numbers = [held.dossier.number, busy.dossier.number]
    accepted(round), accepted(round)
    book = issued(browser, round)
    rows = {"E3": full.code, "G3": "更换", "E4": "Z0X", "E5": away.code}

    answer = upload(browser, round, book, **{SECOND: tied.code}, **rows)

    who, last = busy.expert.code, book[SHEET]["A5"].value
    gone = "不在本省可用的专家库中，或已暂停评审"
    assert refused(answer) == [
        (SECOND, f"“{tied.code}”", f"{tied.code} 与 {numbers[0]}：已申明利益关系。"),
        ("E3", f"“{full.code}”", f"{full.code} 与 {numbers[1]}：已满 0 份。"),
        ("G3", f"“{who}”", f"{who} 与 {numbers[1]}：已开始评分。"),
        ("E4", "“Z0X”", "本省专家库中没有这个编号。"),
        ("E5", f"“{away.code}”", f"{away.code} 与 {last}：{gone}。"),
    ]


def test_a_panel_that_changed_after_the_download_is_not_overwritten(browser, round):
    dossier = accepted(round)
    book = issued(browser, round)
    other = make_assignment(dossier=dossier).expert

    answer = upload(browser, round, book, **{FIRST: make_expert().code})

    [(cell, found, rule)] = refused(answer)
    assert (cell, found) == ("D2", "“无”")
    assert f"现为：{other.code}。" in rule


def test_nobody_is_taken_back_without_a_reason(browser, round):
    held = make_assignment(dossier=accepted(round))

    answer = upload(browser, round, issued(browser, round), **{FIRST: ""})

    rule = f"撤回 {held.expert.code} 没有写理由。"
    assert refused(answer) == [(REASON, "空白", rule)]


def test_a_row_that_was_deleted_leaves_its_panel_alone(browser, round):
    make_assignment(dossier=accepted(round))
    book = issued(browser, round)
    book[SHEET].delete_rows(2)

    assert upload(browser, round, book).context["refusals"] == []
    assert Assignment.objects.standing().count() == 1


@pytest.mark.parametrize(
    ("cells", "cell", "rule"),
    [
        ({"A2": "N99999"}, "A2", "本批次没有这个编号的已受理申报。"),
        ({"E2": "=A1"}, "E2", "单元格是公式"),
        ({"E2": "Z" * 20}, "E2", "最多 12 字"),
        ({"H2": "多余"}, "H2", "模板没有这一行或这一列"),
        ({"E1": "组长"}, "E1", "此处应为模板原有的"),
    ],
)
def test_what_is_not_as_it_was_issued_is_refused_at_its_cell(
    browser, round, cells, cell, rule
):
    accepted(round)

    [found] = refused(upload(browser, round, issued(browser, round), **cells))

    assert found[0] == cell
    assert rule in found[2]


def test_the_same_expert_twice_and_the_same_dossier_twice_are_refused(browser, round):
    one, two, expert = accepted(round), accepted(round), make_expert()
    twice = {FIRST: expert.code, SECOND: expert.code}

    found = refused(upload(browser, round, issued(browser, round), **twice))
    assert [cell for cell, _, _ in found] == [FIRST, SECOND]
    book = issued(browser, round)
    found = refused(upload(browser, round, book, A3=one.number))
    assert [cell for cell, _, _ in found] == ["A2", "A3"]
    assert two.assignments.count() == 0


def test_a_file_of_another_round_or_of_none_is_refused_as_a_whole(browser, round):
    accepted(round)
    other = make_round(panel_size=2, status=Round.Status.SCORING)

    answer = upload(browser, round, issued(browser, other))
    assert refused(answer)[0][2] == "不是这一批次现行的分派表。"
    spoiled = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing")
    page = browser.post(url(round), {"book": spoiled})
    assert "不能导入" in text(page)
    assert "没有选择文件" in text(browser.post(url(round)))


def test_panels_drawn_by_lot_cannot_be_changed_by_file(browser, round, official):
    dossier, expert = accepted(round), make_expert()
    make_draw_row(round, dossier, official, due=NOW + timedelta(days=1))

    answer = upload(browser, round, issued(browser, round), **{FIRST: expert.code})

    [(cell, _, rule)] = refused(answer)
    assert cell == FIRST
    assert "随机抽取" in rule


def test_a_report_is_its_readers_alone_and_of_one_round(browser, round, client):
    dossier, expert = accepted(round), make_expert()
    answer = upload(browser, round, issued(browser, round), **{FIRST: expert.code})
    token = {"token": answer.context["token"]}
    other = make_round(panel_size=2, status=Round.Status.SCORING)

    assert browser.post(url(other, "panel_book_apply"), token).status_code == 409
    assert (
        browser.post(url(round, "panel_book_apply"), {"token": "x"}).status_code == 409
    )
    client.force_login(make_user(User.Role.OFFICIAL))
    assert client.post(url(round, "panel_book_apply"), token).status_code == 409
    assert dossier.assignments.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_file_costs_the_same_for_one_and_for_three(
    browser, round, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_assignment(dossier=accepted(round))

    # session, user, round; dossiers; loads, experts; out, caps, standing;
    # ties, out, before
    with django_assert_num_queries(12):
        book = issued(browser, round)
    comes = make_expert().code
    cells = {f"F{row}": comes for row in range(2, 2 + rows)}
    # session, user, round; standing, dossiers, experts; dossiers, pool, ties, out,
    # before, caps, standing; names
    with django_assert_num_queries(15):
        assert upload(browser, round, book, **cells).context["token"]
