"""Who is away or blacklisted is not assigned, and the reason is named; load history."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications.models import Dossier, Round
from portal import workcalendar
from portal.models import AuditEntry, User
from scoring.actions import duty, panels, proposing
from scoring.facts import duty as facts
from scoring.models import Absence, Assignment, Blacklisting, Expert
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def browser(client, official):
    client.force_login(official)
    return client


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def text(response) -> str:
    return response.content.decode()


def away(expert, official, first=0, last=0, reason="出国访学"):
    return duty.enter_absence(
        expert=expert, starts_on=days(first), ends_on=days(last), reason=reason,
        by=official, at=NOW,
    )  # fmt: skip


def blacklisted(expert, official, first=0, last=None, reason="泄露评审信息"):
    return duty.blacklist(
        expert=expert, starts_on=days(first), reason=reason, by=official, at=NOW,
        ends_on=None if last is None else days(last),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "is_out"),
    [(0, 0, True), (-9, 0, True), (0, 9, True), (-9, -1, False), (1, 9, False)],
)
def test_both_days_of_a_period_count(official, first, last, is_out):
    absent, barred, free = make_expert(), make_expert(), make_expert()
    away(absent, official, first, last)
    blacklisted(barred, official, first, last)

    out = facts.off_duty([absent, barred, free], TODAY)

    assert set(out) == ({absent.pk, barred.pk} if is_out else set())
    pool = set(facts.free(Expert.objects.all(), TODAY))
    assert pool == ({free} if is_out else {absent, barred, free})


def test_a_blacklisting_without_an_end_holds_until_it_is_lifted(official):
    expert = make_expert()
    entry = blacklisted(expert, official, first=-400)
    away(expert, official)

    assert facts.off_duty([expert], TODAY) == {
        expert.pk: f"列入黑名单：{days(-400)} 起，泄露评审信息"
    }
    assert list(facts.blacklisted(Expert.objects.all(), TODAY)) == [expert]
    duty.lift(entry=entry, reason="处理决定已撤销", by=official, at=NOW)

    assert facts.off_duty([expert], TODAY)[expert.pk].startswith("不可评审：")
    assert not facts.blacklisted(Expert.objects.all(), TODAY)
    with pytest.raises(duty.IsOver):
        duty.lift(entry=entry, reason="再次", by=official, at=NOW)
    assert Blacklisting.objects.get().lift_reason == "处理决定已撤销"


def test_a_draft_of_panels_leaves_them_out_and_by_hand_they_are_refused(official):
    round = make_round(panel_size=3)
    dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    absent, barred, free = make_expert(), make_expert(), make_expert()
    away(absent, official)
    blacklisted(barred, official)

    proposal = proposing.preview(round, NOW)

    assert [seat.expert for seat in proposal.seats] == [free.pk]
    for expert, said in ((absent, "不可评审：.*出国访学"), (barred, "泄露评审信息")):
        with pytest.raises(panels.Barred, match=said):
            panels.assign(dossier=dossier, expert=expert, by=official, at=NOW)
        seats = [(dossier.pk, expert.pk)]
        with pytest.raises(panels.Barred, match=said):
            panels.apply(round=round, seats=seats, by=official, at=NOW)
    assert not Assignment.objects.exists()

    later = NOW + timedelta(days=1)
    panels.assign(dossier=dossier, expert=absent, by=official, at=later)


def test_the_pages_of_panels_name_the_reason(browser, official):
    today = workcalendar.today()
    shift = (today - TODAY).days
    round = make_round(panel_size=3)
    dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    seated, absent, other = make_expert(), make_expert(), make_expert()
    make_assignment(dossier=dossier, expert=seated)
    blacklisted(seated, official, first=shift)
    away(absent, official, shift, shift)
    away(other, official, shift, shift + 1, "住院")

    change = text(browser.get(reverse("scoring:panel_change", args=[dossier.key])))
    assert f"不可评审：{today} 至 {today}，出国访学" in change
    refused = browser.post(
        reverse("scoring:panel_change", args=[dossier.key]), {"expert": absent.pk}
    )
    assert refused.status_code == 409
    assert "出国访学" in text(refused)
    preview = text(browser.get(reverse("scoring:panels_preview", args=[round.pk])))
    assert "其中" in preview
    assert "不可评审 2 人" in preview
    panel = text(browser.get(reverse("scoring:panels", args=[round.pk])))
    assert f"列入黑名单：{today} 起，泄露评审信息" in panel


def test_periods_are_entered_shown_and_ended_on_the_experts_page(browser):
    expert = make_expert()
    page = reverse("scoring:expert_edit", args=[expert.pk])
    period = {"starts_on": "2027-03-01", "ends_on": "2027-03-10", "reason": "出国"}

    def post(name: str, pk: int, **typed: str) -> str:
        url = reverse(f"scoring:{name}", args=[pk])
        return text(browser.post(url, typed, follow=True))

    backwards = period | {"ends_on": "2027-02-28"}
    assert "结束日期不能早于开始日期" in post("expert_absences", expert.pk, **backwards)
    assert "没有填写事由" in post("expert_absences", expert.pk, starts_on="2027-03-01")
    assert "2027-03-01 至 2027-03-10" in post("expert_absences", expert.pk, **period)
    overlapping = period | {"starts_on": "2027-03-10", "ends_on": "2027-03-20"}
    assert "重叠" in post("expert_absences", expert.pk, **overlapping)
    listing = period | {"ends_on": "", "reason": "迟交评分表"}
    assert "2027-03-01 起" in post("expert_blacklist", expert.pk, **listing)
    assert "重叠" in post("expert_blacklist", expert.pk, **listing)
    absence, entry = Absence.objects.get(), Blacklisting.objects.get()

    assert "没有填写理由" in post("expert_absence_remove", absence.pk)
    post("expert_absence_remove", absence.pk, reason="行程取消")
    after = post("expert_blacklisting_lift", entry.pk, reason="查无实据")

    assert not Absence.objects.exists()
    assert "查无实据" in after
    again = browser.get(reverse("scoring:expert_blacklisting_lift", args=[entry.pk]))
    assert again.status_code == 409
    assert "没有登记不可评审的时段" in text(browser.get(page))
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "expert.absence_entered",
        "expert.blacklisted",
        "expert.absence_removed",
        "expert.blacklisting_lifted",
    ]
    removed = AuditEntry.objects.get(action="expert.absence_removed").detail
    assert (removed["declared"], removed["reason"]) == ("出国", "行程取消")


def test_who_is_blacklisted_with_dossiers_in_hand_is_pointed_out(browser):
    expert = make_assignment().expert
    url = reverse("scoring:expert_blacklist", args=[expert.pk])

    said = text(
        browser.post(url, {"starts_on": "2026-11-01", "reason": "示例"}, follow=True)
    )

    assert "手中还有在办批次的申报 1 份" in said


def test_the_database_refuses_a_period_that_ends_before_it_begins(official):
    who = {"expert": make_expert(), "entered_by": official, "entered_at": NOW}
    for model in (Absence, Blacklisting):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(
                starts_on=days(1), ends_on=days(0), reason="示例", **who
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Blacklisting.objects.create(
            starts_on=days(1), reason="示例", lifted_at=NOW, **who
        )


def test_the_load_history_counts_by_round_what_became_of_each_dossier():
    expert = make_expert()
    scoring = make_round(status=Round.Status.SCORING)
    closed = make_round(status=Round.Status.CLOSED)

    def assigned(round: Round, **fields) -> Assignment:
        dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
        return make_assignment(dossier=dossier, expert=expert, **fields)

    make_sheet(assigned(scoring))
    make_sheet(assigned(scoring), state="draft", points={})
    assigned(scoring, state="recused", ended_at=NOW, reason="示例")
    make_sheet(assigned(closed))
    assigned(closed)
    assigned(closed, state="withdrawn", ended_at=NOW, reason="示例")
    make_sheet(make_assignment())

    newest, oldest = facts.loads_of(expert)

    assert (newest.title, oldest.title) == (closed.title, scoring.title)
    counts = [
        [getattr(each, name) for name in facts.COUNTS] for each in (newest, oldest)
    ]
    assert counts == [[3, 1, 0, 1, 0, 1], [3, 1, 1, 0, 1, 0]]
    assert [*facts.total_of([newest, oldest]).values()] == [6, 2, 1, 1, 1, 1]
    assert facts.running_load(expert) == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_experts_page_costs_the_same_for_one_and_for_three(
    browser, official, django_assert_num_queries, rows
):
    expert = make_expert()
    for n in range(rows):
        away(expert, official, 10 * n, 10 * n + 5)
        blacklisted(expert, official, 10 * n, 10 * n + 5)
        make_assignment(expert=expert)

    # session, user, expert, loads, who is out, absences, blacklistings
    with django_assert_num_queries(7):
        page = browser.get(reverse("scoring:expert_edit", args=[expert.pk]))

    assert len(page.context["loads"]) == rows
