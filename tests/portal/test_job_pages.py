"""A job's pages: for its owner alone, and of use without JavaScript."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from portal import jobs
from portal.models import User
from portal.tasks import dispatch
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

NAMES = ["job", "job_progress", "job_status", "job_result"]


@pytest.fixture
def owner():
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def done(owner):
    jobs.ask(
        kind="letters",
        payload={"title": "批量生成文书（示例）", "back": "/manage/rounds/1/letters/"},
        by=owner,
    )
    [claimed] = jobs.claim_due(at=NOW)
    job = jobs.begin(job_id=claimed.pk, ticket=claimed.lease, at=NOW)
    jobs.heartbeat(job=job, done=2, total=2, at=NOW)
    jobs.finish(job=job, at=NOW, file=ContentFile(b"PK", name="示例批次_文书.zip"))
    return job


@pytest.mark.parametrize("name", NAMES)
def test_a_job_is_not_there_for_anybody_else(client, done, name):
    client.force_login(make_user(User.Role.OFFICIAL))
    assert client.get(reverse(f"portal:{name}", args=[done.pk])).status_code == 404


def test_the_owner_downloads_the_result_under_its_chinese_name(client, owner, done):
    client.force_login(owner)
    answer = client.get(reverse("portal:job_result", args=[done.pk]))
    assert answer.getvalue() == b"PK"
    assert "%E7%A4%BA%E4%BE%8B" in answer["Content-Disposition"]


def test_a_job_without_a_result_has_none_to_download(client, owner):
    job = jobs.ask(kind="letters", payload={}, by=owner)
    client.force_login(owner)
    result = reverse("portal:job_result", args=[job.pk])
    assert client.get(result).status_code == 404


def test_the_page_of_a_waiting_job_asks_for_news_and_offers_to_reload(client, owner):
    job = jobs.ask(kind="letters", payload={}, by=owner)
    client.force_login(owner)
    page = client.get(reverse("portal:job", args=[job.pk])).content.decode()
    assert f'data-poll="{reverse("portal:job_progress", args=[job.pk])}"' in page
    assert "刷新" in page
    assert "data-poll-done" not in page


def test_the_page_of_a_running_job_shows_how_far_it_is(client, owner):
    jobs.ask(kind="letters", payload={}, by=owner)
    [claimed] = jobs.claim_due(at=NOW)
    job = jobs.begin(job_id=claimed.pk, ticket=claimed.lease, at=NOW)
    jobs.heartbeat(job=job, done=12, total=48, at=NOW)
    client.force_login(owner)
    part = client.get(reverse("portal:job_progress", args=[job.pk])).content.decode()
    assert "12 / 48" in part
    assert "data-poll-done" not in part


def test_the_page_of_a_finished_job_leads_to_the_result_and_back(client, owner, done):
    client.force_login(owner)
    page = client.get(reverse("portal:job", args=[done.pk])).content.decode()
    assert reverse("portal:job_result", args=[done.pk]) in page
    assert "/manage/rounds/1/letters/" in page
    assert "data-poll-done" in page
    status = client.get(reverse("portal:job_status", args=[done.pk])).json()
    assert (status["state"], status["percent"]) == ("done", 100)


def test_a_kind_without_a_task_fails_and_says_so(client, owner):
    job = jobs.ask(kind="nothing-known", payload={}, by=owner)
    assert dispatch() == 1
    client.force_login(owner)
    page = client.get(reverse("portal:job", args=[job.pk])).content.decode()
    assert "没有处理这类任务的程序" in page
