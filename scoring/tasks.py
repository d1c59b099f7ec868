"""The worker's doorway to the letters: written, printed part by part, packed.

The job's own task prints from the first letter on. A second task, for another process
of the worker, prints from the last one back: it holds no lease and writes nothing but
letters, so that its loss costs time alone, and both stop where they meet.
"""

import logging
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from celery.signals import worker_init, worker_process_init
from django.conf import settings
from django.core.files import File
from django.utils import timezone

from applications import news as applications_news
from applications.models import Round
from portal import jobs, news
from portal.celery import app
from portal.models import Job
from portal.press import light_fonts, paper
from portal.tasks import hand_over
from scoring.actions import letters, printing
from scoring.exports.letter_check import LetterError
from scoring.models import Letter
from scoring.models.letter import LetterQuerySet
from scoring.news import defence_reminders, library_reminders, objection_reminders
from scoring.news.table import TABLE

TURNS = 20  # of the news, then others have theirs
PART = 20  # letters a task: some seconds, then others have their turn

REMINDERS = (
    applications_news.remind,
    objection_reminders.remind,
    defence_reminders.remind,
    library_reminders.remind,
)
NOTHING = "没有可以生成的意见书和通知书：名单须先经复核。"

log = logging.getLogger(__name__)


@worker_init.connect
def _make_fonts(**_: object) -> None:
    """Once a machine, before the processes are there that would wait for it."""
    light_fonts.prepare(settings.ASSETS_DIR)


@worker_process_init.connect
def _warm_up(**_: object) -> None:
    paper.warm_up()


@app.task
def tell_news() -> None:
    """What the clock calls: news of what was done, and reminders that fall due."""
    for _ in range(TURNS):
        if news.sweep(TABLE, at=timezone.now()) < news.AT_ONCE:
            break
    for remind in REMINDERS:
        remind(at=timezone.now())


@app.task
def write_letters(job_id: int, ticket: str, after: int = 0) -> None:
    """One part of a job's letters, those after the key ``after``; safe to run twice."""
    job = jobs.begin(job_id=job_id, ticket=ticket, at=timezone.now())
    if job is None:
        return
    with suppress(jobs.LeaseLost):  # another worker has it now
        _part(job, after)


def _part(job: Job, after: int) -> None:
    round = Round.objects.get(pk=job.payload["round"])
    kinds = job.payload["kinds"]
    if not after:
        _write(job, round, kinds)
    wanted = _wanted(round.pk, kinds)
    part = list(wanted.unprinted().filter(pk__gt=after).values_list("pk", flat=True))
    if not after and len(part) > PART:
        print_from_the_last.delay(round.pk, kinds)
    for letter_id in part[:PART]:
        _print(letter_id)
        _say(job, wanted)
    if len(part) > PART:
        jobs.hand_on(job=job, at=timezone.now())
        hand_over(job, part[PART - 1])
    else:
        _finish(job, round, wanted)


@app.task
def print_from_the_last(round_id: int, kinds: list[str], before: int = 0) -> None:
    """The second pair of hands: a part of what is left, those before ``before``."""
    left = _wanted(round_id, kinds).unprinted().order_by("-pk")
    if before:
        left = left.filter(pk__lt=before)
    part = list(left.values_list("pk", flat=True)[:PART])
    for letter_id in part:
        _print(letter_id)
    if len(part) == PART:
        print_from_the_last.delay(round_id, kinds, part[-1])


def _wanted(round_id: int, kinds: list[str]) -> LetterQuerySet:
    letters = Letter.objects.standing().filter(dossier__round=round_id)
    return letters.filter(kind__in=kinds).order_by("pk")


def _write(job: Job, round: Round, kinds: list[str]) -> None:
    now = timezone.now()
    written = letters.write_letters(round=round, kinds=kinds, by=job.owner, at=now)
    if written.problems:
        message = f"{len(written.problems)} 份不能生成：{written.problems[0]}"
        jobs.heartbeat(job=job, done=0, total=0, at=timezone.now(), message=message)


def _print(letter_id: int) -> None:
    """One that cannot be printed holds up no other; the end of the job names it."""
    try:
        printing.print_letter(letter_id=letter_id, at=timezone.now())
    except LetterError as error:
        log.warning("Letter %s is not printed: %s", letter_id, error)


def _say(job: Job, wanted: LetterQuerySet) -> None:
    done, total = wanted.printed().count(), wanted.count()
    jobs.heartbeat(job=job, done=done, total=total, at=timezone.now())


def _finish(job: Job, round: Round, wanted: LetterQuerySet) -> None:
    _say(job, wanted)
    if not job.total:
        jobs.fail(job=job, message=job.message or NOTHING, at=timezone.now())
        return
    with TemporaryDirectory() as folder:
        bundle = Path(folder) / f"{round.code}_意见书和通知书.zip"
        printing.pack(
            wanted.printed().select_related("dossier__round", "dossier__enterprise"),
            bundle,
        )
        jobs.heartbeat(job=job, done=job.done, total=job.total, at=timezone.now())
        with bundle.open("rb") as file:
            jobs.finish(
                job=job,
                message=_left(job, wanted),
                file=File(file, name=bundle.name),
                at=timezone.now(),
            )


def _left(job: Job, wanted: LetterQuerySet) -> str:
    """What could not be written, and what could not be printed."""
    numbers = list(wanted.unprinted().values_list("number", flat=True))
    if not numbers:
        return job.message
    return f"{job.message}{len(numbers)} 份未能成文：{'、'.join(numbers[:5])}。"
