"""A discussion's term is put off, or it is cancelled before anybody has answered."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.models import AuditEntry, User
from scoring.actions import discussion_terms, discussions
from scoring.actions.discussions import DiscussionIsClosed
from scoring.facts.discussions import apart_in, courses_of, is_discussed, waiting_for
from scoring.models import Discussion, DiscussionChange, SecondSheet
from tests.factories import NOW, make_user
from tests.scoring.conferring import (
    DUE,
    answer,
    make_apart,
    make_conferring_round,
    opened,
    seats_of,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db
LATER = DUE + timedelta(days=2)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def official():
    return make_user(User.Role.OFFICIAL, name="示例王处长")


@pytest.fixture
def dossier():
    return make_apart(make_conferring_round())


def put_off(found, by, due_at=LATER, at=NOW):
    discussion_terms.extend(
        discussion=found, due_at=due_at, reason="专家出差（示例）", by=by, at=at
    )
    found.refresh_from_db()


def cancelled(found, by, at=NOW):
    discussion_terms.cancel(discussion=found, reason="选错了申报（示例）", by=by, at=at)
    found.refresh_from_db()


def test_a_term_that_runs_is_put_off_and_answers_are_taken_until_then(
    dossier, official
):
    found = opened(dossier, official)

    put_off(found, official)

    assert found.due_at == LATER
    [change] = found.term_changes.all()
    assert (change.kind, change.due_before, change.due_after) == (
        "extended", DUE, LATER,
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="discussion.extended").count() == 1
    seat = seats_of(dossier)[0]
    said = {"assignment": seat, "number": 1, "by": seat.expert.user}
    discussions.say(text="仍可发言", at=DUE + timedelta(hours=1), **said)
    with pytest.raises(DiscussionIsClosed):
        discussions.say(text="太迟", at=LATER, **said)


@pytest.mark.parametrize("due_at", [DUE, DUE - timedelta(days=1)])
def test_a_term_is_never_brought_forward(dossier, official, due_at):
    found = opened(dossier, official)
    with pytest.raises(discussion_terms.NotLater):
        put_off(found, official, due_at)
    assert not DiscussionChange.objects.exists()


def test_a_term_that_is_over_is_over(dossier, official):
    """Second marks were shown by then to who had not answered."""
    found = opened(dossier, official)
    with pytest.raises(DiscussionIsClosed):
        put_off(found, official, at=DUE)
    with pytest.raises(DiscussionIsClosed):
        cancelled(found, official, at=DUE)


def test_a_cancelled_one_waits_for_nobody_and_may_be_opened_again(dossier, official):
    found = opened(dossier, official)
    seat = seats_of(dossier)[0]
    assert not apart_in(dossier.round)

    cancelled(found, official)

    assert not waiting_for(seat.expert.user, NOW).exists()
    assert not is_discussed(dossier)
    [course] = courses_of(Discussion.objects.for_list(), NOW)
    assert (course.word, course.is_open) == ("已取消，按第一轮评分", False)
    with pytest.raises(DiscussionIsClosed):
        answer(seat)
    assert [each.dossier for each in apart_in(dossier.round)] == [dossier]

    again = opened(dossier, official)
    assert (again.pk, again.cancelled_at) == (found.pk, None)
    answer(seat)
    assert SecondSheet.objects.get().state == "handed_in"


def test_what_an_expert_answered_is_not_cancelled_away(dossier, official):
    found = opened(dossier, official)
    answer(seats_of(dossier)[0], i4_1_5="2")
    with pytest.raises(discussion_terms.SomebodyAnswered):
        cancelled(found, official)
    found.refresh_from_db()
    assert found.cancelled_at is None


# The pages


def url(name, found):
    return reverse(f"scoring:{name}", args=[found.key])


def test_an_official_puts_the_term_off_with_a_reason(client, dossier, official):
    found = opened(dossier, official)
    client.force_login(official)
    page = text_of(client.get(found.get_absolute_url()))
    assert "延长期限…" in page
    assert "取消会商…" in page

    extend = url("discussion_extend", found)
    assert "只能延后，不能提前" in text_of(client.get(extend))
    early = client.post(extend, {"days": "1", "reason": "示例"})
    assert "期限只能延后" in text_of(early)
    silent = client.post(extend, {"days": "9", "reason": ""})
    assert "没有填写理由" in text_of(silent)
    done = client.post(extend, {"days": "9", "reason": "专家出差（示例）"}, follow=True)

    assert "期限已延至" in text_of(done)
    assert "延长期限 由 " in text_of(done)
    assert "专家出差（示例）（示例王处长" in text_of(done)


def test_an_official_cancels_and_the_expert_is_told_so(client, dossier, official):
    found = opened(dossier, official)
    client.force_login(official)
    cancel = url("discussion_cancel", found)
    assert client.post(cancel, {"reason": ""}).status_code == 200
    done = client.post(cancel, {"reason": "选错了申报（示例）"}, follow=True)
    assert "已取消，按第一轮评分" in text_of(done)
    assert "取消会商 选错了申报（示例）" in text_of(done)
    assert client.get(cancel).status_code == 409
    assert client.get(url("discussion_extend", found)).status_code == 409

    seat = seats_of(dossier)[0]
    client.force_login(seat.expert.user)
    shut = client.get(reverse("scoring:confer", args=[seat.key]))
    assert shut.status_code == 409
    assert "会商已由组织单位取消" in text_of(shut)


def test_after_an_answer_cancelling_is_not_offered(client, dossier, official):
    found = opened(dossier, official)
    answer(seats_of(dossier)[0])
    client.force_login(official)
    page = text_of(client.get(found.get_absolute_url()))
    assert "延长期限…" in page
    assert "取消会商…" not in page
    refused = client.post(url("discussion_cancel", found), {"reason": "示例"})
    assert refused.status_code == 409
    assert "已有专家答复" in text_of(refused)


@pytest.mark.parametrize("name", ["discussion_extend", "discussion_cancel"])
def test_the_pages_cost_few_queries(client, dossier, official, name):
    found = opened(dossier, official)
    client.force_login(official)
    client.get(url(name, found))

    def spent():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name, found)).status_code == 200
        return len(queries)

    one = spent()
    for number in (2, 3):
        opened(make_apart(dossier.round, f"A-0{number}"), official)
        put_off(found, official, LATER + timedelta(days=number))
    assert spent() == one
    assert one <= 8
