"""The portal as its users meet it: gunicorn and a worker, on data of their own."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[2]
#: In one process, because each start of Django costs most of a second.
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable")
call_command("collectstatic", interactive=False, verbosity=0)
"""


class PortalServer:
    """Starts everything on a free port; ``stop`` ends it with its children."""

    def __init__(self, *, demo: tuple[str, ...] | None = None) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="portal-browser-"))
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        assets = os.environ.get("PORTAL_ASSETS", str(ROOT / "var" / "assets"))
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")},
            "PORTAL_VAR": str(self.var),
            "PORTAL_ASSETS": assets,
            "SECRET_KEY": "only-for-tests-" + "y" * 40,
            "DATABASE_URL": f"sqlite:///{self.var}/portal.db",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "FONTCONFIG_FILE": f"{assets}/fonts.conf",
        }
        self.env.pop("CELERY_BROKER_URL", None)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.demo = demo
        self.server = os.environ.get("DATABASE_URL", "")
        self.database = ""
        if self.server.startswith("postgres"):
            self._make_database()

    def _make_database(self) -> None:
        """One of its own, beside the one that the suite was given."""
        base, _, name = self.server.rpartition("/")
        self.database = f"{name}_browser_{self.port}"
        self.env["DATABASE_URL"] = f"{base}/{self.database}"
        self._tell_postgres("CREATE DATABASE {}")

    def _tell_postgres(self, command: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(SQL(command).format(Identifier(self.database)))

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def start(self) -> "PortalServer":
        if self.database:
            self.manage("shell", "--no-imports", "-c", PREPARE)
        else:
            shutil.copytree(_prepared(), self.var, dirs_exist_ok=True)
        if self.demo is not None:
            self.manage("demo", *self.demo)
        self._run("web", "gunicorn", "portal.wsgi:application", "--bind",
                  f"127.0.0.1:{self.port}", "--workers", "2", "--timeout", "60",
                  "--no-control-socket", "--access-logfile", f"{self.var}/access.log",
                  "--logger-class", "portal.weblog.WebLog")  # fmt: skip
        self._run("worker", "celery", "-A", "portal.celery", "worker", "--beat",
                  "--concurrency", "2", "--schedule", f"{self.var}/beat",
                  "--without-gossip", "--without-mingle")  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self.stop()  # nobody else will, where it never came to be
            raise
        return self

    def _run(self, name: str, *command: str) -> None:
        with (self.var / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)

    def _wait(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
                try:
                    line.request("GET", "/accounts/login/")
                    if line.getresponse().status == 200:
                        return
                except OSError:
                    pass
            time.sleep(0.2)
        raise AssertionError(self.log("web"))

    def log(self, name: str) -> str:
        return (self.var / f"{name}.log").read_text(errors="replace")[-4000:]

    def stop(self) -> None:
        """Its data go with it: nothing is worth a farewell."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if self.database:
            self._tell_postgres("DROP DATABASE {} WITH (FORCE)")
        shutil.rmtree(self.var, ignore_errors=True)


@cache
def _prepared() -> Path:
    """An empty portal on SQLite, made once a process and copied for each server."""
    empty = PortalServer()
    atexit.register(empty.stop)
    empty.manage("shell", "--no-imports", "-c", PREPARE)
    return empty.var


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
