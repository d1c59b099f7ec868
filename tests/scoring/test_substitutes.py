"""Who falls out of a defence is replaced by the stated rule, in that defence alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.models import AuditEntry
from scoring.actions import defence_sheets, substituting
from scoring.actions.defences import DefenceHasMovedOn
from scoring.facts import document_lines_of, lines_of
from scoring.facts.defences import courses_of, defences_of
from scoring.facts.substitutes import substitutes_for
from scoring.models import Assignment, Conflict, DefenceSheet
from tests.factories import NOW, make_expert
from tests.news import tell_all, told
from tests.scoring.closed_rounds import KIND, make_ranked
from tests.scoring.defended import (
    called,
    ended,
    make_defended_round,
    make_official,
    mark_defence,
    marked,
    seats_of,
    timed,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db
WHY = "原专家临时住院（示例）"


@pytest.fixture
def official():
    return make_official()


@pytest.fixture
def held(official):
    """A of two experts, on its day; two more are in the pool."""
    round = make_defended_round()
    dossier = make_ranked(round, "A", "0.9", "0.8")
    call = called(round, official)
    timed(call, official)
    return round, dossier, call, [make_expert(), make_expert()]


def able(dossier):
    dossier.defence.refresh_from_db()
    return list(substitutes_for(dossier.defence, NOW.date()).able)


def replace(seat, expert, by):
    return substituting.substitute(seat=seat, expert=expert, reason=WHY, by=by, at=NOW)


def test_the_substitute_marks_the_defence_and_never_the_documents(held, official):
    round, dossier, call, (third, _) = held
    first, second = seats_of(dossier)
    before = document_lines_of(round, KIND)

    new = replace(second, third, official)

    mark_defence(first, ("50", "30"))
    mark_defence(new, ("40", "20"))
    with pytest.raises(defence_sheets.DefenceSheetIsClosed):
        mark_defence(second, ("60", "40"))
    [course] = courses_of(defences_of(round))
    assert (course.seats, course.handed_in, course.recused) == (2, 2, 1)
    ended(call, official)
    [line] = lines_of(round, KIND)
    assert str(line.defence) == "70.00"
    assert document_lines_of(round, KIND) == before
    assert not Assignment.objects.standing().filter(pk=new.pk).exists()
    [entry] = AuditEntry.objects.filter(action="defence.substituted")
    said = {key: entry.detail[key] for key in ("leaves", "expert", "order", "reason")}
    assert said == {
        "leaves": second.expert.code, "expert": third.code, "order": 1, "reason": WHY,
    }  # fmt: skip


def test_who_goes_and_who_comes_are_told(held, official):
    _round, dossier, _call, (third, _) = held
    first, second = seats_of(dossier)

    replace(second, third, official)

    tell_all()
    number = dossier.number
    assert f"请替补参加现场答辩：{number}" in told(third.user)
    assert f"这场答辩改由替补专家评分：{number}" in told(second.expert.user)
    assert f"这场答辩改由替补专家评分：{number}" not in told(first.expert.user)


def test_by_the_rule_those_with_fewer_defences_come_first(held, official):
    round, dossier, _call, (third, fourth) = held
    assert able(dossier) == [third, fourth]
    first, second = seats_of(dossier)
    replace(second, third, official)
    assert able(dossier) == [fourth]
    other = make_ranked(round, "B", "0.7", kind="regional")
    timed(called(round, official, "regional"), official, place="示例 302")
    assert third not in able(other), "at the same time"
    timed(other.defence.call, official, at=NOW + timedelta(days=3))
    assert able(other) == [second.expert, fourth, first.expert, third]


def test_nobody_tied_nobody_who_sat_there_and_nobody_else_at_the_same_time(
    held, official
):
    round, dossier, _call, (third, fourth) = held
    Conflict.objects.create(
        expert=third, enterprise=dossier.enterprise, reason="示例", declared_at=NOW
    )
    first, second = seats_of(dossier)
    passed = dict(substitutes_for(dossier.defence, NOW.date()).passed)
    assert passed[third] == "已申明利益关系"
    assert passed[first.expert] == "已在本专家组"
    for wrong in (third, first.expert):
        with pytest.raises(substituting.NotTheirTurn):
            replace(second, wrong, official)
    assert not DefenceSheet.objects.exists(), "all or nothing"
    assert able(dossier) == [fourth]
    assert round


def test_not_for_who_handed_in_nor_twice_and_who_stood_back_keeps_the_reason(
    held, official
):
    _round, dossier, call, (third, fourth) = held
    first, second = seats_of(dossier)
    marked(dossier, ("50", "30"))
    with pytest.raises(DefenceHasMovedOn, match="已提交"):
        replace(first, third, official)
    defence_sheets.stand_back(
        assignment=second, reason="师生（示例）", by=second.expert.user, at=NOW
    )
    new = replace(second, third, official)
    assert DefenceSheet.objects.get(assignment=second).reason == "师生（示例）"
    with pytest.raises(DefenceHasMovedOn, match="已有替补"):
        replace(second, fourth, official)
    replace(new, fourth, official)
    ended(call, official, "示例")
    with pytest.raises(DefenceHasMovedOn):
        replace(Assignment.objects.get(expert=fourth), make_expert(), official)


def test_the_table_knows_no_substitute_of_nobody(held):
    _round, dossier, _call, _ = held
    seats = Assignment.objects.filter(dossier=dossier)
    with pytest.raises(IntegrityError), transaction.atomic():
        seats.update(state=Assignment.State.SUBSTITUTE)


def test_the_pages_name_the_rule_and_the_substitute_sees_that_defence_alone(
    client, held, official
):
    round, dossier, _call, (third, _) = held
    _first, second = seats_of(dossier)
    tell_all()
    client.force_login(official)
    panel = reverse("scoring:defence_panel", args=[dossier.defence.key])
    at = reverse("scoring:defence_substitute", args=[dossier.defence.key, second.key])
    assert (
        panel
        in client.get(reverse("scoring:defences", args=[round.pk])).content.decode()
    )
    assert at in client.get(panel).content.decode()
    asked = text_of(client.get(at))
    assert "由少到多、专家编号由小到大" in asked
    assert "没有填写理由" in text_of(client.post(at, {"expert": str(third.pk)}))

    client.post(at, {"expert": str(third.pk), "reason": WHY})

    shown = text_of(client.get(panel))
    assert f"由 {third.code} 替补" in shown
    assert WHY in shown
    tell_all()
    assert told(third.user) == ["请替补参加现场答辩：A"]
    new = Assignment.objects.get(expert=third)
    client.force_login(third.user)
    assert "现场答辩" in text_of(client.get(reverse("scoring:tasks")))
    page = text_of(client.get(reverse("scoring:defend", args=[new.key])))
    assert "您是替补专家" in page
    assert client.get(new.get_absolute_url()).status_code == 404
