"""Autosave against a bare view, both logged in, 50 connections, real gunicorn.

Each database is measured by a process of its own, ``tests.bench.saving``.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings

POSTGRES = os.environ.get("BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
ABOUT = "autosave of a field at 50 connections, requests/s to a bare view's"


def rows() -> list[tuple[str, str, str]]:
    sqlite = f"sqlite:///{settings.VAR_DIR}/autosave.db"
    found = [_row("SQLite", "1.2", _measured(sqlite))]
    demand = "0.75 or more, no 5xx"
    try:
        with _postgres() as address:
            return [*found, _row("PostgreSQL", "0.75", _measured(address))]
    except psycopg.OperationalError:
        return [*found, (f"{ABOUT}, PostgreSQL", "no server here", demand)]


def _row(name: str, least: str, tallies: dict[str, Any]) -> tuple[str, str, str]:
    bare, saved, empty = (tallies[each] for each in ("bare", "autosave", "nothing"))
    speeds = f"{saved['per_second']:.0f} to {bare['per_second']:.0f}"
    waits = f"p95 {saved['p95']:.0f} and {bare['p95']:.0f} ms"
    faults = f"{saved['broken']} 5xx, {saved['refused']} not 2xx"
    return (
        f"{ABOUT}, logged in, {name}",
        f"{tallies['ratio']:.2f} ({speeds}, {waits}; {faults}, {tallies['unsaved']}"
        f" answered without saving; an empty view {empty['per_second']:.0f})",
        f"{least} or more, no 5xx",
    )


def _measured(database: str) -> dict[str, Any]:
    told = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.saving"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        check=True,
    )
    tallies: dict[str, Any] = json.loads(done.stdout)
    return tallies


@contextmanager
def _postgres() -> Iterator[str]:
    """A database of its own, gone afterwards."""
    name = f"bench_autosave_{os.getpid()}"
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
