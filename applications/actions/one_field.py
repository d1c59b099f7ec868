"""The usual autosave: one field of a draft, compared and set by one statement.

Most saves change one figure that nobody else has touched. For these the row need not
be read: the statement itself looks whether this person may write, whether the draft is
open, whether the section is as the person saw it and the field holds what they saw.
Where any of that fails nothing is written, and the whole section is asked for, which
``dossiers.save_section`` merges or refuses with its reason.
"""

import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, flock
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.models import User

Execute = Callable[..., sqlite3.Cursor]
#: The row's id and version; None where nothing was written.
Written = tuple[int, int] | None

GATE = settings.VAR_DIR / "autosave-turn"

_MAY = """
   WHERE key = %s AND status = 'draft'
     AND EXISTS (SELECT 1 FROM applications_membership AS m
                 WHERE m.enterprise_id = applications_dossier.enterprise_id
                   AND m.user_id = %s)
     AND EXISTS (SELECT 1 FROM applications_round AS r
                 WHERE r.id = applications_dossier.round_id AND r.status = 'open'
                   AND r.opens_at <= %s AND %s < r.closes_at)
"""

_NOTED = """
  INSERT INTO applications_fieldchange
         (dossier_id, section, field, old, new, by_id, at)"""

NOTED = f"{_NOTED} VALUES (?, ?, ?, ?, ?, ?, ?)"
#: Paths: the field, its section's stamp, the stamp's version, what could not be read.
SQL = {
    "sqlite": f"""
  UPDATE applications_dossier
     SET document = json_set(document, %s, json(%s), %s,
             json_object('version', version + 1, 'by', %s, 'at', %s)),
         version = version + 1, updated_at = %s
  {_MAY}
     AND json_extract(document, %s) = %s
     AND COALESCE(json_extract(document, %s), '{{}}') = '{{}}'
     AND json_extract(document, %s) IS json_extract(%s, '$')
  RETURNING id, version""".replace("%s", "?"),
    # With its line of history: each statement more is a way there and back.
    "postgresql": f"""
  WITH written AS (UPDATE applications_dossier
     SET document = jsonb_set(jsonb_set(document, %s::text[], %s::jsonb),
             %s::text[], jsonb_build_object('version', version + 1, 'by', %s::text,
                                'at', %s::text)),
         version = version + 1, updated_at = %s
  {_MAY}
     AND document #> %s::text[] = to_jsonb(%s::int)
     AND COALESCE(document #> %s::text[], '{{}}'::jsonb) = '{{}}'::jsonb
     AND document #> %s::text[] IS NOT DISTINCT FROM NULLIF(%s::jsonb, 'null'::jsonb)
  RETURNING id, version), noted AS ({_NOTED}
  SELECT id, %s, %s, %s, %s, %s::bigint, %s::timestamptz FROM written)
  SELECT id, version, set_config('synchronous_commit', 'off', true) FROM written""",
}


@dataclass(frozen=True, slots=True)
class OneField:
    """A field's place in the document, what the person saw there and typed there.

    ``old`` and ``new`` are values as the document keeps them (None: nothing yet);
    ``said_before`` and ``said`` the same as the field's history prints them.
    """

    section: str
    part: str
    field: str
    old: Any
    new: Any
    said_before: str
    said: str


def save_field(
    *, key: str, change: OneField, version: int, by: User, at: datetime
) -> int | None:
    """The section's new version; None where nothing was written.

    ``version`` is the section's as the person had it before them. The write does not
    wait for the disk: a killed process loses nothing, a power failure may lose the last
    moments of typing, never what was handed in.
    """
    place, stamp = (change.part, change.field), ("saved", change.section)
    db = connections[DEFAULT_DB_ALIAS]
    path = PATHS[db.vendor]
    held, now = path(*place), db.ops.adapt_datetimefield_value(at)
    said = (change.section, change.field, change.said_before, change.said)
    return _write(
        db,
        [
            *(held, _json(change.new), path(*stamp)),
            *(by.name, at.isoformat(), now),
            *(key, by.pk, now, now),
            *(path(*stamp, "version"), version),
            *(path("unread", change.section), held, _json(change.old)),
        ],
        [*said, by.pk, now],
    )


def _write(
    connection: BaseDatabaseWrapper, wanted: list[Any], noted: list[Any]
) -> int | None:
    """Both rows or none."""
    if connection.vendor == "sqlite":
        written = _in_turn(connection, wanted, noted)
    else:
        with connection.cursor() as cursor:
            cursor.execute(SQL["postgresql"], [*wanted, *noted])
            written = cursor.fetchone()
    return int(written[1]) if written else None


def _in_turn(
    connection: BaseDatabaseWrapper, wanted: list[Any], noted: list[Any]
) -> Written:
    """One process after the other: who finds SQLite's own lock taken sleeps for a
    millisecond, several times as long as a save takes."""
    connection.ensure_connection()
    execute = connection.connection.execute
    with connection.wrap_database_errors:
        if connection.in_atomic_block:
            return _both(execute, wanted, noted)
        gate = os.open(GATE, os.O_CREAT | os.O_WRONLY)
        try:
            flock(gate, LOCK_EX)
            return _soon_on_disk(execute, wanted, noted)
        finally:
            os.close(gate)


def _soon_on_disk(execute: Execute, wanted: list[Any], noted: list[Any]) -> Written:
    """A transaction by its bare statements: the others wait for less long."""
    execute("PRAGMA synchronous=NORMAL")
    try:
        execute("BEGIN IMMEDIATE")
        try:
            written = _both(execute, wanted, noted)
        except BaseException:
            execute("ROLLBACK")
            raise
        execute("COMMIT")
        return written
    finally:
        execute("PRAGMA synchronous=FULL")


def _both(execute: Execute, wanted: list[Any], noted: list[Any]) -> Written:
    written: Written = execute(SQL["sqlite"], wanted).fetchone()
    if written:
        execute(NOTED, [written[0], *noted])
    return written


@lru_cache(maxsize=4096)
def _dotted(*names: str) -> str:
    return "$" + "".join(f'."{name}"' for name in names)


def _listed(*names: str) -> list[str]:
    return list(names)


_json = json.JSONEncoder(ensure_ascii=False).encode

#: A place in a JSON document, as a database writes it.
PATHS: dict[str, Callable[..., Any]] = {"sqlite": _dotted, "postgresql": _listed}
