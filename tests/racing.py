"""Deeds done at the same moment, by threads with connections of their own."""

from collections.abc import Callable
from threading import Barrier, Event, Thread

from django.db import connection, connections, transaction

Deed = Callable[[], object]

PATIENCE = 30  # seconds, for what should take some milliseconds
CROWD = 6


class Doer(Thread):
    """Does one deed; ``outcome`` is "done", or the name of what it raised."""

    def __init__(self, deed: Deed, start: Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self.deed, self.barrier = deed, start or Barrier(1)
        self.outcome, self.session = "", 0
        self.connected = Event()

    def run(self) -> None:
        try:
            connection.ensure_connection()
            if connection.vendor == "postgresql":
                self.session = connection.connection.info.backend_pid
            self.connected.set()
            self.barrier.wait(PATIENCE)
            self.deed()
            self.outcome = "done"
        except Exception as error:
            self.outcome = type(error).__name__
        finally:
            connections.close_all()

    @property
    def waits(self) -> bool:
        """Whether somebody has a lock that it wants."""
        if connection.vendor != "postgresql":  # tells nobody who waits for whom
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_blocking_pids(%s)", [self.session])
            return bool(cursor.fetchone()[0])

    def answer(self) -> str:
        self.join(PATIENCE)
        assert not self.is_alive(), "two wait for each other"
        return self.outcome


def at_once(*deeds: Deed) -> list[str]:
    """What came of each deed, all begun together; sorted."""
    start = Barrier(len(deeds))
    doers = [Doer(deed, start) for deed in deeds]
    for doer in doers:
        doer.start()
    return sorted(doer.answer() for doer in doers)


def meanwhile(first: Deed, second: Deed) -> str:
    """What came of ``second``, begun when ``first`` was done but not yet committed.

    It has what it read before to go by, and waits for the lock, or (on SQLite) for
    the database, until ``first`` is committed.
    """
    doer = Doer(second)
    with transaction.atomic():
        first()
        doer.start()
        doer.connected.wait(PATIENCE)
        for _ in range(10 if connection.vendor == "sqlite" else 100 * PATIENCE):
            if doer.waits or not doer.is_alive():
                break
            doer.join(0.01)
    return doer.answer()
