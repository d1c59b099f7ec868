"""Two tabs at the same moment, on a database that threads can share."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection, connections

from applications.actions import dossiers as actions
from applications.models import Dossier, Round, Step
from portal.models import AuditEntry
from tests.applications.filing import make_whole_dossier
from tests.factories import NOW, make_dossier, make_round


@pytest.fixture
def shared_database(request, tmp_path):
    """PostgreSQL as it is; SQLite in a file, for in memory no thread waits its turn."""
    if connection.vendor != "sqlite":
        request.getfixturevalue("transactional_db")
        yield
        return
    blocker = request.getfixturevalue("django_db_blocker")
    request.getfixturevalue("django_db_setup")
    in_memory, settings = connections["default"], connections.databases["default"]
    former, settings["NAME"] = settings["NAME"], str(tmp_path / "race.sqlite3")
    del connections["default"]
    with blocker.unblock():
        call_command("migrate", verbosity=0)
        yield
        connections["default"].close()
    settings["NAME"] = former
    connections["default"] = in_memory


def at_once(*calls):
    """Run them in threads that start together; how each of them ended, counted."""
    barrier, ends = Barrier(len(calls)), []

    def run(call):
        try:
            barrier.wait()
            call()
        except Exception as error:
            ends.append(type(error).__name__)
        else:
            ends.append("done")
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(ends)


def submitting(dossier):
    def submit():
        mine = Dossier.objects.get(pk=dossier.pk)
        actions.submit(dossier=mine, by=mine.started_by, at=NOW, declared=True)

    return submit


def test_two_tabs_that_submit_at_once_make_one_submission(shared_database):
    dossier = make_whole_dossier()

    ends = at_once(*[submitting(dossier)] * 4)

    assert ends == {"done": 1, "AlreadySubmitted": 3}
    assert Step.objects.count() == 1
    assert AuditEntry.objects.count() == 1


def test_dossiers_that_are_submitted_at_once_get_numbers_without_a_gap(
    shared_database,
):
    round = make_round(province="jiangsu", code="JS26")
    dossiers = [make_whole_dossier(round=round) for _ in range(6)]

    ends = at_once(*map(submitting, dossiers))

    numbers = Dossier.objects.order_by("number").values_list("number", flat=True)
    assert ends == {"done": 6}
    assert list(numbers) == [f"JS26-E00{n}" for n in range(1, 7)]


def test_two_who_save_the_same_section_at_once_do_not_overwrite_each_other(
    shared_database,
):
    dossier = make_dossier()

    def saving(devices):
        def save():
            actions.save_section(
                dossier=Dossier.objects.get(pk=dossier.pk),
                section="access",
                values={"metrics": {"connected_devices": devices}},
                version=0,
                by=dossier.started_by,
                at=NOW,
            )

        return save

    assert at_once(saving(1), saving(2)) == {"done": 1, "StaleVersion": 1}


def test_two_who_start_the_same_dossier_at_once_get_one(shared_database):
    draft = make_dossier(kind="regional")
    enterprise, round = draft.enterprise, Round.objects.get()

    def start():
        actions.start(
            round=round,
            enterprise=enterprise,
            kind="industry",
            by=draft.started_by,
            at=NOW,
        )

    assert at_once(start, start) == {"done": 1, "AlreadyStarted": 1}
    assert Dossier.objects.filter(kind="industry").count() == 1
