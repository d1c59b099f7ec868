"""A call that was wrong is cancelled before the first sheet, kept, and made again."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.models import AuditEntry
from scoring.actions import defence_course, defence_sheets, defences
from scoring.facts import lines_of
from scoring.models import Defence, DefenceCall, DefenceSheet
from tests.factories import NOW
from tests.news import tell_all, told
from tests.scoring.closed_rounds import KIND, make_ranked
from tests.scoring.defended import (
    called,
    ended,
    make_defended_round,
    make_official,
    mark_defence,
    marked,
    missed,
    seats_of,
    timed,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db
WHY = "召集时材料得分有误（示例）"


@pytest.fixture
def official():
    return make_official()


@pytest.fixture
def held(official):
    """A of two experts, called and on its day."""
    round = make_defended_round()
    dossier = make_ranked(round, "A", "0.9", "0.8")
    call = called(round, official)
    timed(call, official)
    return round, dossier, call


def cancel(call, by):
    defences.cancel(call=call, reason=WHY, by=by, at=NOW)


def member_of(dossier):
    return dossier.enterprise.memberships.get().user


def test_it_stays_on_file_and_the_kind_may_be_called_in_again(held, official):
    round, dossier, call = held
    was = dossier.defence

    cancel(call, official)

    call.refresh_from_db()
    assert (call.cancelled_by, call.cancelled_why) == (official, WHY)
    was.refresh_from_db()
    assert (was.dossier, was.former, was.place) == (None, dossier, "示例会议室 301")
    [entry] = AuditEntry.objects.filter(action="defence.cancelled")
    assert entry.detail["reason"] == WHY
    again = called(round, official)
    assert Defence.objects.get(dossier=dossier).call == again
    with pytest.raises(defences.DefenceHasMovedOn):
        cancel(call, official)
    timed(again, official)
    marked(dossier, ("50", "30"), ("40", "30"))
    ended(again, official)
    [line] = lines_of(round, KIND)
    assert str(line.defence) == "75.00"


def test_not_once_a_sheet_is_in_or_somebody_was_missed_or_it_is_over(held, official):
    _round, dossier, call = held
    missed(dossier, official)
    with pytest.raises(defences.DefenceHasMovedOn, match="缺席"):
        cancel(call, official)
    defence_course.take_back_miss(
        defence=dossier.defence, reason="示例", by=official, at=NOW
    )
    marked(dossier, ("50", "30"))
    with pytest.raises(defences.DefenceHasMovedOn, match="已有专家提交"):
        cancel(call, official)
    ended(call, official, "示例")
    with pytest.raises(defences.DefenceHasMovedOn, match="已经结束"):
        cancel(call, official)
    assert not DefenceCall.objects.exclude(cancelled_at=None).exists()


def test_drafts_and_who_stood_back_live_on_in_the_next_call(held, official):
    round, dossier, call = held
    first, second = seats_of(dossier)
    defence_sheets.stand_back(
        assignment=first, reason="示例", by=first.expert.user, at=NOW
    )
    defence_sheets.save(
        assignment=second, points={"1": "50"}, comments={}, version=1,
        by=second.expert.user, at=NOW,
    )  # fmt: skip
    cancel(call, official)
    with pytest.raises(defence_sheets.DefenceSheetIsClosed):
        defence_sheets.save(
            assignment=second, points={"1": "51"}, comments={}, version=2,
            by=second.expert.user, at=NOW,
        )  # fmt: skip

    timed(called(round, official), official)

    sheets = DefenceSheet.objects.order_by("pk")
    assert [each.state for each in sheets] == ["recused", "draft"]
    assert {each.defence.dossier for each in sheets} == {dossier}
    assert sheets[1].points == {"1": "50"}


def test_nothing_of_a_cancelled_call_moves_any_more(held, official):
    _round, dossier, call = held
    was = dossier.defence
    cancel(call, official)
    how = {"by": official, "at": NOW}
    with pytest.raises(defences.DefenceHasMovedOn, match="取消"):
        timed(call, official)
    with pytest.raises(defences.DefenceHasMovedOn, match="取消"):
        defences.move(
            defence=was, starts_at=NOW, minutes=5, place="示例", reason="示例", **how
        )
    with pytest.raises(defences.DefenceHasMovedOn, match="取消"):
        defence_course.miss(defence=was, reason="示例", **how)
    with pytest.raises(defence_course.NotYetDefended, match="取消"):
        defence_course.end(call=call, reason="示例", **how)
    with pytest.raises(defence_sheets.DefenceSheetIsClosed):
        mark_defence(seats_of(dossier)[0], ("50", "30"))


def test_the_table_itself_wants_a_reason_and_none_that_is_over(held, official):
    _round, _dossier, call = held
    mine = DefenceCall.objects.filter(pk=call.pk)
    said = {"cancelled_by": official, "cancelled_at": NOW}
    over = {"cancelled_why": WHY, "ended_by": official, "ended_at": NOW}
    for wrong in (said, said | over):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**wrong)


def test_firm_and_experts_are_told_and_pages_show_it(client, held, official):
    round, dossier, _call = held
    client.force_login(official)
    at = reverse("scoring:defence_cancel", args=[round.pk, KIND])
    listed = reverse("scoring:defences", args=[round.pk])
    assert at in client.get(listed).content.decode()
    assert "没有填写" in text_of(client.post(at, {"reason": ""}))

    client.post(at, {"reason": WHY})

    shown = text_of(client.get(listed))
    assert "已取消的召集" in shown
    assert WHY in shown
    assert "召集答辩…" in shown
    assert client.get(at).status_code == 404
    tell_all()
    expert = seats_of(dossier)[0].expert.user
    for person in (member_of(dossier), expert):
        assert told(person)[-1] == "答辩召集已取消：A"
    client.force_login(member_of(dossier))
    page = text_of(client.get(dossier.get_absolute_url()))
    assert "已取消" in page
    assert WHY in page
    client.force_login(expert)
    assert "现场答辩" not in text_of(client.get(reverse("scoring:tasks")))
