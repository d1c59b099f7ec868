"""The same measured on each database, by a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings

from tests.bench.autosave import POSTGRES

Run = Callable[..., Any]


def on_each(name: str) -> Iterator[tuple[str, Run | None]]:
    """SQLite and PostgreSQL, each empty, with what runs a module of this folder on it
    and answers what that printed; None where there is no server."""
    yield "SQLite", _run_on(f"sqlite:///{settings.VAR_DIR}/{name}.db")
    try:
        with _postgres(f"bench_{name}_{os.getpid()}") as address:
            yield "PostgreSQL", _run_on(address)
    except psycopg.OperationalError:
        yield "PostgreSQL", None


def _run_on(database: str) -> Run:
    told = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}

    def run(module: str, *args: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{module}", *args],
            cwd=settings.BASE_DIR,
            env={**os.environ, **told},
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout or "null")

    return run


@contextmanager
def _postgres(name: str) -> Iterator[str]:
    """A database of its own, gone afterwards."""
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
