"""A real worker on a real broker: it finds the job, prints, packs, survives a kill."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings

pytestmark = pytest.mark.worker

LETTERS = 22  # more than a part, so the job is handed on once
REDIS = ("127.0.0.1", 6379)
WORKER = [
    *(sys.executable, "-m", "celery", "-A", "portal", "worker", "-B", "-c", "2"),
    *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
]


class World:
    """A folder with a database, files and a broker; and the workers in it."""

    def __init__(self, folder: Path, broker: str = "folder://") -> None:
        self.folder = folder
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite:///{folder}/portal.db",
            "PORTAL_VAR": str(folder),
            "PORTAL_ASSETS": str(settings.ASSETS_DIR),
            "CELERY_BROKER_URL": broker,
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def run(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, *command], env=self.env, cwd=settings.BASE_DIR, check=True
        )

    def start_worker(self) -> subprocess.Popen[bytes]:
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                WORKER,
                env=self.env,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """The whole tree at once, as a power cut does."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=10)

    def stop(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.kill(worker)

    def ask(self, sql: str) -> tuple[object, ...]:
        with sqlite3.connect(self.folder / "portal.db", timeout=20) as database:
            row: tuple[object, ...] = database.execute(sql).fetchone()
        database.close()
        return row

    def wait(self, sql: str, wanted: object, seconds: float = 60) -> None:
        """Until the one value that ``sql`` asks for is there."""
        until = time.monotonic() + seconds
        while self.ask(sql)[0] != wanted:
            log = (self.folder / "worker.log").read_text("utf-8")
            assert time.monotonic() < until, f"{sql}\n{log[-3000:]}"
            time.sleep(0.05)

    def is_done(self) -> None:
        self.wait("select state from portal_job", "done")
        done, total, result = self.ask("select done, total, result from portal_job")
        assert (done, total) == (LETTERS, LETTERS)
        with ZipFile(self.folder / "media" / str(result)) as bundle:
            assert len(set(bundle.namelist())) == LETTERS
            assert bundle.testzip() is None
        printed = "select count(*) from portal_auditentry where action = '{}'"
        assert self.ask(printed.format("letter.printed")) == (LETTERS,)
        assert self.ask(printed.format("job.done")) == (1,)
        files = list((self.folder / "media" / "letters").rglob("*.pdf"))
        assert len(files) == LETTERS


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The rows, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    World(folder).run("-m", "tests.worker_world", str(LETTERS))
    return folder


@pytest.fixture
def world(prepared, tmp_path):
    worlds = []

    def make(broker: str) -> World:
        folder = tmp_path / "world"
        shutil.copytree(prepared, folder)
        worlds.append(World(folder, broker))
        return worlds[-1]

    yield make
    for each in worlds:
        each.stop()


def test_a_worker_on_the_folder_broker_prints_a_rounds_letters(world):
    place = world("folder://")
    place.start_worker()
    place.is_done()


def test_a_worker_on_redis_does_the_same(world):
    try:
        socket.create_connection(REDIS, timeout=1).close()
    except OSError:
        pytest.skip("no Redis answers at 127.0.0.1:6379")
    place = world("redis://127.0.0.1:6379/15")
    place.start_worker()
    place.is_done()


def test_a_killed_workers_job_is_done_once_when_its_lease_has_run_out(world):
    place = world("folder://")
    worker = place.start_worker()
    started = "select count(*) > 2 from scoring_letter where printed_at is not null"
    place.wait(started, 1)
    place.kill(worker)
    assert place.ask("select state from portal_job") == ("running",)
    place.ask("update portal_job set lease_until = '2026-01-01 00:00:00' returning 1")
    place.start_worker()
    place.is_done()
    assert place.ask("select attempts from portal_job")[0] in (1, 2)
