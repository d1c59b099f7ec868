"""Experts' flags: raised and taken back, answered and seen; no mark moves by them."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from applications.models import Round
from portal.models import AuditEntry, User
from scoring.actions import flags
from scoring.exports.marks_detail import marks_workbook
from scoring.models import Flag, ScoreSheet
from tests.factories import NOW, make_assignment, make_evidence, make_sheet, make_user
from tests.scoring.offline_books import make_seats, words

pytestmark = pytest.mark.django_db
CLAUSE = "device-access"


@pytest.fixture
def seat():
    return make_seats()[0]


@pytest.fixture
def expert(client, seat):
    client.force_login(seat.expert.user)
    return client


def make_flag(seat, **said) -> Flag:
    about = {"kind": "threshold", "about": "clause", "place": CLAUSE, **said}
    reason = about.pop("reason", "设备台数与佐证对不上")
    return flags.raise_flag(
        assignment=seat, **about, reason=reason, by=seat.expert.user, at=NOW
    )


def url(seat) -> str:
    return reverse("scoring:flag_sheet", args=[seat.key])


def typed(place=f"clause:{CLAUSE}", kind="threshold", reason="台数对不上"):
    return {"kind": kind, "place": place, "reason": reason}


def official(client):
    person = make_user(User.Role.OFFICIAL)
    client.force_login(person)
    return person


def answer(client, flag, said="upheld", clause="", opinion="已核对台账"):
    data = {"answer": said, "clause": clause, "opinion": opinion}
    return client.post(reverse("scoring:flag_answer", args=[flag.pk]), data)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("dossier", "整份申报"),
        ("indicator:1.1.1", "指标 1.1.1"),
        (f"clause:{CLAUSE}", "条款："),
    ],
)
def test_an_expert_flags_a_place_with_a_reason(expert, seat, place, shown):
    answered = expert.post(url(seat), typed(place), follow=True)

    flag = Flag.objects.get()
    assert (flag.state, flag.reason, flag.assignment) == ("open", "台数对不上", seat)
    assert shown in words(answered)
    [entry] = AuditEntry.objects.filter(action="flag.raised")
    assert entry.detail["expert"] == seat.expert.code


def test_a_file_is_flagged_by_name_or_by_number_where_blind(client):
    for is_blind, shown in ((False, "合同.pdf"), (True, "佐证 1")):
        [seat] = make_seats(is_blind=is_blind)
        file = make_evidence(seat.dossier, name="合同.pdf")
        client.force_login(seat.expert.user)

        page = client.post(url(seat), typed(f"evidence:{file.key}"), follow=True)

        assert shown in words(page)
        assert ("合同" in words(page)) is not is_blind


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"reason": " "}, "没有填写理由"),
        ({"place": "clause:no-such"}, "没有“clause:no-such”这一选项"),
        ({"place": ""}, "没有选择"),
        ({"kind": "x"}, "没有“x”这一选项"),
        ({"reason": "长" * 501}, "最多 500 字"),
    ],
)
def test_what_is_missing_or_unknown_is_named(expert, seat, said, rule):
    page = expert.post(url(seat), typed() | said)

    assert rule in words(page)
    assert not Flag.objects.exists()


def test_the_same_doubt_waits_once_and_again_after_it_was_taken_back(expert, seat):
    flag = make_flag(seat)
    assert expert.post(url(seat), typed()).status_code == 409
    back = reverse("scoring:flag_take_back", args=[seat.key, flag.pk])

    assert expert.post(back).status_code == 302
    assert expert.post(back).status_code == 409
    expert.post(url(seat), typed())

    assert [each.state for each in Flag.objects.all()] == ["taken_back", "open"]


def test_nothing_is_flagged_or_taken_back_once_the_sheet_is_handed_in(expert, seat):
    flag = make_flag(seat)
    make_sheet(seat)

    assert expert.post(url(seat), typed("dossier")).status_code == 409
    back = reverse("scoring:flag_take_back", args=[seat.key, flag.pk])
    assert expert.post(back).status_code == 409
    assert "评分表已提交，不能再标记或撤回" in words(expert.get(url(seat)))
    assert Flag.objects.get().state == "open"


def test_nobody_sees_or_takes_back_a_colleagues_flag(client, seat):
    flag = make_flag(seat)
    other = make_assignment(dossier=seat.dossier)
    client.force_login(other.expert.user)

    assert "台数" not in words(client.get(url(other)))
    back = reverse("scoring:flag_take_back", args=[other.key, flag.pk])
    assert client.post(back).status_code == 404


def test_an_official_upholds_and_goes_on_to_the_ruling(client, seat):
    flag = make_flag(seat)
    person = official(client)

    answered = answer(client, flag, clause=CLAUSE)

    args = [seat.dossier.key, CLAUSE]
    assert answered.url == reverse("applications:rule_on", args=args)
    flag.refresh_from_db()
    assert (flag.state, flag.answered_by, flag.clause) == ("upheld", person, CLAUSE)
    assert not seat.dossier.rulings.exists()
    listed = client.get(reverse("scoring:flag_list", args=[seat.dossier.round_id]))
    assert answered.url in listed.text
    assert AuditEntry.objects.filter(action="flag.upheld").count() == 1


def test_the_expert_reads_what_was_answered(client, seat):
    flag = make_flag(seat)
    official(client)
    answer(client, flag, "dismissed", opinion="台账与佐证一致")
    client.force_login(seat.expert.user)

    page = words(client.get(url(seat)))

    assert "不采纳" in page
    assert "处理意见：台账与佐证一致" in page


def test_an_answer_names_no_applicant_to_a_blind_expert(client):
    [seat] = make_seats(is_blind=True)
    flag = make_flag(seat)
    firm = seat.dossier.enterprise.name
    person = seat.dossier.started_by.name
    official(client)
    answer(client, flag, opinion=f"已向{firm}的{person}核实")
    client.force_login(seat.expert.user)

    page = client.get(url(seat))

    assert firm not in page.text
    assert person not in page.text
    assert "核实" in words(page)


def test_an_answer_says_why_and_only_an_upheld_one_leads_to_a_clause(client, seat):
    flag = make_flag(seat)
    official(client)

    assert "没有填写处理意见" in words(answer(client, flag, opinion=""))
    assert Flag.objects.get().state == "open"
    answered = answer(client, flag, "dismissed", clause=CLAUSE)

    args = [seat.dossier.round_id]
    assert answered.url == reverse("scoring:flag_list", args=args)
    kept = Flag.objects.get()
    assert (kept.state, kept.clause) == ("dismissed", "")


def test_two_answers_are_one(client, seat):
    flag = make_flag(seat)
    official(client)

    assert answer(client, flag).status_code == 302
    assert answer(client, flag, "dismissed").status_code == 409
    assert Flag.objects.get().state == "upheld"


def test_flags_move_no_mark(client, seat):
    sheet = make_sheet(seat, state="draft")
    flag = make_flag(seat)
    official(client)
    answer(client, flag, clause=CLAUSE)

    kept = ScoreSheet.objects.get()
    assert (kept.points, kept.version) == (sheet.points, sheet.version)


def test_the_list_is_narrowed_by_state_kind_and_name(client, seat):
    make_flag(seat)
    done = make_flag(seat, kind="scope", about="dossier", place="", reason="已问")
    gone = make_flag(seat, kind="evidence", about="dossier", place="", reason="撤了")
    flags.take_back(flag=gone, by=seat.expert.user, at=NOW)
    official(client)
    answer(client, done)
    page = reverse("scoring:flag_list", args=[seat.dossier.round_id])

    def shown(**query):
        return [line.kind for line in client.get(page, query).context["lines"]]

    assert shown() == ["门槛存疑", "超出范围"]
    assert shown(state="open") == shown(kind="threshold") == ["门槛存疑"]
    assert shown(state="done") == ["超出范围"]
    assert shown(q=seat.dossier.number, state="open") == ["门槛存疑"]
    assert shown(q="没有这家") == []


def test_officials_see_flags_with_the_panels_on_the_dossier_and_at_the_end(
    client, seat
):
    make_flag(seat)
    make_sheet(seat)
    official(client)
    round = seat.dossier.round_id

    panels = client.get(reverse("scoring:panels", args=[round]))
    dossier = client.get(
        reverse("applications:official_dossier", args=[seat.dossier.key])
    )
    end = client.get(reverse("scoring:close_scoring", args=[round]))

    assert "待处理 1 / 共 1 条" in words(panels)
    assert "专家标记 1 条" in words(dossier)
    assert f"还有 1 条专家标记没有处理：{seat.dossier.number}（门槛存疑）" in words(end)
    assert seat.expert.user.name not in words(dossier)


def test_a_flag_of_who_stepped_back_is_no_longer_listed(client, seat):
    make_flag(seat)
    type(seat).objects.update(state="recused", ended_at=NOW)
    official(client)

    page = client.get(reverse("scoring:flag_list", args=[seat.dossier.round_id]))

    assert page.context["lines"] == []


def test_a_published_round_takes_no_more_answers(client, seat):
    flag = make_flag(seat)
    Round.objects.update(status=Round.Status.PUBLISHED)
    official(client)

    assert answer(client, flag).status_code == 409


def test_flags_stand_in_the_workbook_of_marks(seat):
    make_sheet(seat)
    Flag.objects.create(
        assignment=seat, kind="scope", about="dossier", reason="超出申报范围",
        raised_at=NOW,
    )  # fmt: skip
    round = seat.dossier.round

    book = load_workbook(BytesIO(marks_workbook(round, "industry", at=NOW)))

    rows = [[c.value for c in row] for row in book["专家标记"].iter_rows()]
    last = rows[-1]
    assert last[:3] == [
        seat.dossier.number,
        seat.dossier.enterprise.name,
        seat.expert.code,
    ]
    assert "超出申报范围" in last
    assert seat.expert.user.name not in str(rows)


@pytest.mark.parametrize(
    "wrong",
    [
        {"about": "dossier", "place": "x"},
        {"about": "clause", "place": ""},
        {"reason": ""},
        {"state": "upheld"},
        {"state": "taken_back"},
        {"clause": "x"},
    ],
)
def test_the_table_refuses_what_makes_no_sense(seat, wrong):
    sound = {"kind": "scope", "about": "dossier", "reason": "示例", "raised_at": NOW}

    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.create(assignment=seat, **sound | wrong)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, count
):
    for seat in make_seats(count):
        make_flag(seat)
    person = official(client)
    page = reverse("scoring:flag_list", args=[seat.dossier.round_id])
    client.get(page)

    # session, user, round, count of all and open, count of the page, flags, rulings
    with django_assert_num_queries(7):
        assert len(client.get(page).context["lines"]) == count
    assert person.is_official


@pytest.mark.parametrize("places", [["1.1.1"], ["1.1.1", "1.1.2", "1.1.3"]])
def test_an_experts_page_costs_the_same_for_one_and_for_three(
    expert, seat, django_assert_num_queries, places
):
    for place in places:
        make_flag(seat, about="indicator", place=place)
    expert.get(url(seat))

    # session, user, assignment, evidence to choose from, flags, rulings
    with django_assert_num_queries(6):
        assert len(expert.get(url(seat)).context["lines"]) == len(places)
