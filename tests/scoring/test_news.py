"""Who is told what of the experts' side: no names to experts, no outcome too early."""

from datetime import date

import pytest
from django.conf import settings
from django.core import mail as django_mail

from applications.models import Dossier, Round
from portal import jobs
from portal.celery import app
from portal.models import Notification, OutboxMessage, User
from scoring.actions import letters, panels, printing, shortlists, stages
from scoring.models import Letter
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_user,
)
from tests.news import tell_all, told
from tests.scoring.closed_rounds import KIND, frozen_at, make_closed_round, make_ranked

pytestmark = pytest.mark.django_db

LABEL = "行业级平台"
NAME = "示例绝密工业科技有限公司"


@pytest.fixture
def official():
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def colleague():
    return make_user(User.Role.OFFICIAL)


def accepted(round, **fields):
    dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED, **fields)
    type(dossier.enterprise).objects.filter(pk=dossier.enterprise_id).update(name=NAME)
    return dossier


def everything_said_to(person):
    """On the page, in mail and by SMS."""
    rows = Notification.objects.filter(person=person)
    said = [f"{row.title}{row.text}{row.url}" for row in rows]
    out = OutboxMessage.objects.filter(address__in=[person.email, person.phone])
    return "".join([*said, *(f"{each.subject}{each.body}" for each in out)])


@pytest.mark.parametrize("is_blind", [True, False])
def test_an_expert_hears_of_tasks_and_never_whose(official, is_blind):
    round = make_round(is_blind=is_blind)
    expert = make_expert()
    User.objects.filter(pk=expert.user_id).update(phone="13912345678")
    dossiers = [accepted(round, platform="示例绝密平台") for _ in range(2)]
    for dossier in dossiers:
        panels.assign(dossier=dossier, expert=expert, by=official, at=NOW)
    tell_all()
    assert told(expert.user) == ["您有新的评审任务"]  # one an hour, not one a dossier

    seat = expert.assignments.get(dossier=dossiers[0])
    panels.withdraw(assignment=seat, reason="保密的理由", by=official, at=NOW)
    tell_all()
    assert told(expert.user)[1] == f"评审任务已撤回：{dossiers[0].number}"
    said = everything_said_to(expert.user)
    for secret in (NAME, "绝密", "保密", dossiers[0].enterprise.credit_code):
        assert secret not in said


def test_the_enterprise_hears_nothing_of_its_experts(official):
    round = make_round(status=Round.Status.SCORING)
    dossier = accepted(round)
    seat = make_assignment(dossier=dossier)
    panels.recuse(assignment=seat, reason="示例", by=seat.expert.user, at=NOW)
    expert = make_expert()
    panels.assign(dossier=dossier, expert=expert, by=official, at=NOW)
    tell_all()
    assert told(dossier.started_by) == []
    assert told(official) == [f"专家回避：{dossier.number}"]


def test_the_panel_hears_that_scoring_begins(official):
    round = make_round(closes_at=NOW)
    dossier = accepted(round)
    seated = make_assignment(dossier=dossier, state="assigned", declared_at=None)
    other = make_expert()
    stages.start_scoring(round=round, by=official, at=NOW)
    tell_all()
    assert told(seated.expert.user) == [f"评审已开始：{round.title}"]
    assert told(other.user) == []


def test_a_list_is_told_within_the_house_until_it_is_published(official, colleague):
    round = make_closed_round()
    first = make_ranked(round, "甲", "0.9")
    last = make_ranked(round, "乙", "0.5")
    shortlist = frozen_at(
        round=round, kind=KIND, quota=1, minimum=None, by=official, at=NOW
    )
    shortlists.approve(shortlist=shortlist, by=colleague, at=NOW)
    tell_all()
    assert told(colleague) == [f"{LABEL}名单待复核：{round.title}"]
    assert told(official) == [f"{LABEL}名单已复核：{round.title}"]
    assert told(first.started_by) == told(last.started_by) == []

    shortlists.publish(
        shortlist=shortlist, since=date(2026, 11, 20), until=date(2026, 11, 27),
        by=official, at=NOW,
    )  # fmt: skip
    tell_all()
    for dossier in (first, last):  # the same words, whatever came of it
        assert told(dossier.started_by) == [f"{LABEL}评审结果已公示：{round.title}"]


def test_a_letter_is_told_when_it_is_issued_not_when_it_is_written(official):
    dossier = make_dossier(status=Dossier.Status.RETURNED, correction_due=NOW)
    letter = Letter.objects.create(
        dossier=dossier, kind=Letter.Kind.CORRECTION, number="示例1号", content={},
        written_by=official, written_at=NOW, printed_at=NOW, sha256="0" * 64,
    )  # fmt: skip
    printing.record(by=None, action="letter.printed", subject=letter)
    tell_all()
    assert told(dossier.started_by) == []
    letters.issue_letters(round=dossier.round, by=official, at=NOW)
    tell_all()
    assert told(dossier.started_by) == [f"补正通知书已发出：{dossier.number}"]


@pytest.mark.parametrize(
    ("kind", "titles"), [("letters", ["文书已生成"]), ("scan", [])]
)
def test_who_asked_for_letters_hears_that_they_are_done(official, kind, titles):
    jobs.ask(kind=kind, payload={}, by=official)
    [job] = jobs.claim_due(at=NOW)
    job = jobs.begin(job_id=job.pk, ticket=job.lease, at=NOW)
    jobs.finish(job=job, at=NOW)
    tell_all()
    assert told(official) == titles


def test_links_lead_where_the_person_may_go(client, official, colleague):
    """Of everything that happens on this side, for everybody who is told."""
    round = make_closed_round()
    make_ranked(round, "甲", "0.9")
    seat = make_assignment(dossier=accepted(make_round(status="scoring")))
    panels.recuse(assignment=seat, reason="示例", by=seat.expert.user, at=NOW)
    shortlist = frozen_at(
        round=round, kind=KIND, quota=1, minimum=None, by=official, at=NOW
    )
    shortlists.approve(shortlist=shortlist, by=colleague, at=NOW)
    shortlists.publish(
        shortlist=shortlist, since=date(2026, 11, 20), until=date(2026, 11, 27),
        by=official, at=NOW,
    )  # fmt: skip
    tell_all()
    rows = Notification.objects.select_related("person")
    assert len(rows) >= 5
    for each in rows:
        client.force_login(each.person)
        assert client.get(each.url).status_code == 200, each.title


def test_what_the_clock_calls_goes_from_the_deed_to_the_mail(official):
    """Each task is known to the worker by the name under which the clock calls it."""
    round = make_round(closes_at=NOW)
    seat = make_assignment(dossier=accepted(round), state="assigned", declared_at=None)
    stages.start_scoring(round=round, by=official, at=NOW)
    app.loader.import_default_modules()
    for name in ("news", "outbox"):
        app.tasks[settings.CELERY_BEAT_SCHEDULE[name]["task"]]()
    assert seat.expert.user.email in [mail.to[0] for mail in django_mail.outbox]
