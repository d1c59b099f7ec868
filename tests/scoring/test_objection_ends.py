"""What else may come of an objection: a veto decided again, an expert replaced, its
handler reminded, its objector's second thoughts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.facts import VETO, findings_of
from applications.models import VetoDecision
from portal import reminders
from portal.guides import vetoes
from portal.models import Bookmark
from scoring.actions import objecting, reopening, replacing, sheets
from scoring.actions.panels import Barred
from scoring.facts.openings import Wrong
from scoring.models import Assignment, Conflict, Objection, Reopening
from scoring.news import objection_reminders
from tests.factories import NOW, full_points, make_expert, make_sheet
from tests.news import told
from tests.scoring.amended import (
    SAID,
    Kind,
    amend,
    make_officials,
    make_published,
    reopen,
    seats_of,
    upheld,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def officials():
    return make_officials()


@pytest.fixture
def shortlist(officials):
    return make_published(officials)


def selected(shortlist):
    rows = shortlist.entries.filter(is_selected=True)
    return set(rows.values_list("dossier__number", flat=True))


def object_to(shortlist, by=None):
    return objecting.file_objection(
        shortlist=shortlist, dossier=None, said=SAID, proofs=[], by=by, at=NOW
    )


# A veto item


def test_a_veto_confirmed_again_keeps_its_dossier_out(shortlist, officials):
    objection = upheld(shortlist, officials[0], "A-01")
    item = next(iter(vetoes.items())).id
    before = VetoDecision.objects.create(
        dossier=objection.dossier, item=item, is_confirmed=False, reason="示例",
        by=officials[1], at=NOW,
    )  # fmt: skip
    [row] = reopen(objection, officials[0], Wrong(Kind.VETO, target=item))
    reopening.judge_again(
        reopening=row, holds=True, reason="查实（示例）。", by=officials[0], at=NOW
    )

    before.refresh_from_db()
    row.refresh_from_db()
    assert before.withdrawn_at == NOW
    assert (row.before, row.after) == ("不予否决", "一票否决")
    failing = [each.clause.id for each in findings_of(objection.dossier) if each.fails]
    assert failing == [f"{VETO}{item}"]
    assert selected(amend(shortlist, officials[0])) == {"A-02", "A-03"}


# An expert who should have been recused


def test_an_expert_is_replaced_and_the_new_sheet_alone_counts(shortlist, officials):
    objection = upheld(shortlist, officials[0])
    old = seats_of(objection)[0]
    [row] = reopen(objection, officials[0], Wrong(Kind.SEAT, assignment=old.pk))
    new = replacing.replace(
        reopening=row, expert=make_expert(), by=officials[0], at=NOW
    )

    old.refresh_from_db()
    assert old.state == Assignment.State.RECUSED
    assert Conflict.objects.filter(expert=old.expert).exists()
    assert Reopening.objects.open().exists()
    Assignment.objects.filter(pk=new.pk).update(state="declared", declared_at=NOW)
    new.refresh_from_db()
    points = full_points(shortlist.round, "0.5")
    sheet = make_sheet(new, points=points, state="draft")
    sheets.hand_in(sheet=sheet, version=sheet.version, by=new.expert.user, at=NOW)

    row.refresh_from_db()
    assert row.done_by == new.expert.user
    assert row.before.startswith(f"专家 {old.expert.code} 80.0")
    assert row.after.startswith(f"专家 {new.expert.code} 49.7")
    assert selected(amend(shortlist, officials[0])) == {"A-01", "A-03"}


def test_nobody_replaces_who_may_not_judge_this_dossier(shortlist, officials):
    objection = upheld(shortlist, officials[0])
    old, other = seats_of(objection)
    [row] = reopen(objection, officials[0], Wrong(Kind.SEAT, assignment=old.pk))

    for expert in (old.expert, other.expert, make_expert(province="jiangsu")):
        with pytest.raises(Barred):
            replacing.replace(reopening=row, expert=expert, by=officials[0], at=NOW)


# Reminders


def due_of(objection, at):
    Bookmark.objects.update_or_create(
        name="objections", defaults={"until": at - timedelta(minutes=5)}
    )
    return objection_reminders.remind(at=at)


@pytest.mark.parametrize(("days", "called"), [(7, "7 天"), (2, "2 天")])
def test_its_handler_is_reminded_at_the_instant_and_once(
    shortlist, officials, days, called
):
    objection = object_to(shortlist)
    objecting.assign(objection=objection, handler=officials[1], by=officials[0], at=NOW)
    objection.refresh_from_db()
    instant = reminders.end_of(objection.due_on) - timedelta(days=days)

    assert due_of(objection, instant - SECOND) == 0
    assert objection_reminders.remind(at=instant) == 1
    assert objection_reminders.remind(at=instant + SECOND) == 0
    title = f"距异议答复期限不足 {called}：{objection.number}"
    assert told(officials[1]) == [title]
    assert told(officials[0]) == []


def test_without_a_handler_all_are_reminded_and_of_what_is_answered_nobody(
    shortlist, officials
):
    objection = object_to(shortlist)
    instant = reminders.end_of(objection.due_on) - timedelta(days=2)
    objecting.answer(
        objection=object_to(shortlist), is_upheld=False, reason="不实。",
        by=officials[0], at=NOW,
    )  # fmt: skip

    due_of(objection, instant)

    for each in officials:
        assert told(each) == [f"距异议答复期限不足 2 天：{objection.number}"]


# Taken back


def test_taken_back_with_number_and_code_it_waits_for_nobody(
    client, shortlist, officials, time_machine
):
    time_machine.move_to("2026-11-23 10:00 +0800")
    form = {"name": "示例", "contact": "示例", "text": "示例", "target": shortlist.pk}
    filed = client.post(
        reverse("scoring:objection_new", args=[shortlist.round_id]), form
    )
    found = Objection.objects.get()
    said = {"number": found.number, "code": filed.context["code"]}
    query = reverse("scoring:objection_query")
    assert "撤回" in text_of(client.post(query, said))

    page = text_of(client.post(query, {**said, "then": "withdraw"}))

    found.refresh_from_db()
    assert found.state == Objection.State.WITHDRAWN
    assert "已撤回" in page
    with pytest.raises(objecting.AlreadyAnswered):
        objecting.answer(
            objection=found, is_upheld=True, reason="示例", by=officials[0], at=NOW
        )
    client.post(query, {**said, "then": "withdraw"})
    assert Objection.objects.get().withdrawn_at == found.withdrawn_at


def test_what_was_answered_is_not_taken_back(shortlist, officials):
    objection = upheld(shortlist, officials[0])
    with pytest.raises(objecting.AlreadyAnswered):
        objecting.withdraw(objection=objection, by=None, at=NOW)
