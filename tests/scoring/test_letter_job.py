"""A job of letters, part by part, in this process; test_worker.py has a real one."""

from zipfile import ZipFile

import pytest
from django.utils import timezone

from portal import jobs
from portal.models import AuditEntry, Job, User
from scoring import tasks
from scoring.actions import letters
from scoring.models import Letter
from tests.factories import NOW, make_round, make_user
from tests.scoring.letter_cases import ranked_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    """What the worker would be rung for next: the arguments of its task."""
    bells = []
    monkeypatch.setattr(
        tasks, "hand_over", lambda job, *more: bells.append((job.pk, job.lease, *more))
    )
    return bells


@pytest.fixture(autouse=True)
def lent(monkeypatch):
    """What the second pair of hands would be asked for."""
    calls = []
    monkeypatch.setattr(tasks.print_from_the_last, "delay", lambda *a: calls.append(a))
    return calls


def start(round, kinds=("opinion", "result")):
    official = make_user(User.Role.OFFICIAL)
    payload = {"round": round.pk, "kinds": list(kinds)}
    jobs.ask(kind="letters", payload=payload, by=official)
    [job] = jobs.claim_due(at=timezone.now())
    return job.pk, job.lease


def entries(job):
    with job.result.open("rb") as file, ZipFile(file) as bundle:
        assert bundle.testzip() is None
        return bundle.namelist()


def test_a_job_writes_prints_and_packs_all_letters(rung):
    round = ranked_round(("0.9",), weak=1, quota=1)
    tasks.write_letters(*start(round))
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 4, 4)
    names = entries(job)
    assert len(set(names)) == 4
    assert names[0].startswith(f"{round.code}_吉〔2026〕评意001号_示例")
    assert names[0].endswith("_评审意见书.pdf")
    assert rung == []


def test_a_long_job_goes_part_by_part_so_that_others_have_their_turn(rung, monkeypatch):
    monkeypatch.setattr(tasks, "PART", 2)
    round = ranked_round(("0.9", "0.8"), weak=0, quota=1)
    call = start(round)
    parts = 0
    while call:
        tasks.write_letters(*call)
        parts += 1
        assert Letter.objects.printed().count() == min(2 * parts, 4)
        call = rung.pop() if rung else None
    assert parts == 2
    assert len(entries(Job.objects.get())) == 4


def test_a_letter_that_cannot_be_printed_holds_up_no_other(rung):
    round = ranked_round(("0.9",), weak=1, quota=1)
    official = make_user(User.Role.OFFICIAL)
    written = letters.write_letters(
        round=round, kinds=["result"], by=official, at=NOW
    ).letters
    broken = written[0]
    broken.content["addressee"] = "示例\ue123有限公司"
    broken.save()
    tasks.write_letters(*start(round, ["result"]))
    job = Job.objects.get()
    assert job.state == Job.State.DONE
    assert job.message == f"1 份未能成文：{broken.number}。"
    assert len(entries(job)) == 1


def test_what_could_not_be_written_is_said_with_the_reason(rung):
    round = ranked_round(("0.9",), weak=1, quota=1)
    enterprise = round.dossiers.order_by("pk").first().enterprise
    enterprise.name = "示例\ue123有限公司"
    enterprise.save()
    tasks.write_letters(*start(round, ["result"]))
    job = Job.objects.get()
    assert "1 份不能生成" in job.message
    assert "U+E123" in job.message
    assert len(entries(job)) == 1


def test_a_round_without_decided_lists_fails_and_says_why(rung):
    tasks.write_letters(*start(make_round()))
    job = Job.objects.get()
    assert (job.state, job.message) == (Job.State.FAILED, tasks.NOTHING)


def test_a_message_delivered_twice_does_the_work_once(rung):
    round = ranked_round(("0.9",), weak=0, quota=1)
    call = start(round)
    tasks.write_letters(*call)
    tasks.write_letters(*call)
    assert Letter.objects.count() == 2
    assert AuditEntry.objects.filter(action="letter.printed").count() == 2
    assert AuditEntry.objects.filter(action="job.done").count() == 1


def test_a_worker_that_lost_its_lease_stops_quietly(rung, monkeypatch):
    round = ranked_round(("0.9",), weak=0, quota=1)
    call = start(round)
    say = tasks._say

    def taken_over_meanwhile(job, wanted):
        Job.objects.update(lease="somebody else's")
        say(job, wanted)

    monkeypatch.setattr(tasks, "_say", taken_over_meanwhile)
    tasks.write_letters(*call)
    job = Job.objects.get()
    assert job.state == Job.State.RUNNING
    assert not job.result


def test_a_second_job_packs_again_and_prints_nothing_twice(rung):
    round = ranked_round(("0.9",), weak=0, quota=1)
    tasks.write_letters(*start(round))
    tasks.write_letters(*start(round))
    first, second = Job.objects.order_by("pk")
    assert entries(first) == entries(second)
    assert AuditEntry.objects.filter(action="letter.printed").count() == 2


def test_the_second_pair_of_hands_prints_from_the_last_letter_back(
    rung, lent, monkeypatch
):
    monkeypatch.setattr(tasks, "PART", 2)
    round = ranked_round(("0.9", "0.8", "0.7"), weak=0, quota=1)
    job_id, ticket = start(round)

    tasks.write_letters(job_id, ticket)
    assert lent == [(round.pk, ["opinion", "result"])]
    tasks.print_from_the_last(*lent.pop())

    keys = list(Letter.objects.values_list("pk", flat=True))
    printed = list(Letter.objects.printed().values_list("pk", flat=True))
    assert printed == [*keys[:2], *keys[4:]]
    assert lent == [(round.pk, ["opinion", "result"], keys[4])]
    tasks.print_from_the_last(*lent.pop())
    assert not Letter.objects.unprinted().exists()
    assert lent == [(round.pk, ["opinion", "result"], keys[2])]
    tasks.print_from_the_last(*lent.pop())
    assert lent == []
    tasks.write_letters(*rung.pop())
    assert Job.objects.get().done == 6


def test_a_letter_that_cannot_be_printed_does_not_hold_the_second_hands_up(
    rung, lent, monkeypatch
):
    monkeypatch.setattr(tasks, "PART", 2)
    round = ranked_round(("0.9", "0.8"), weak=0, quota=1)
    letters.write_letters(
        round=round, kinds=["result"], by=make_user(User.Role.OFFICIAL), at=NOW
    )
    broken = Letter.objects.last()
    broken.content["dossier"] = "\U0010fffd"  # no font has this one
    broken.save()

    tasks.print_from_the_last(round.pk, ["result"])
    while lent:
        tasks.print_from_the_last(*lent.pop())

    assert [each.pk for each in Letter.objects.unprinted()] == [broken.pk]
