"""One database's share of ``freeze``: ``grow`` it first, then ``draw_up`` in a process
of its own, so that its memory is that of the freeze alone."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from applications.facts import rule_of, table_of  # noqa: E402
from applications.models import Round  # noqa: E402
from portal import rules  # noqa: E402
from portal.models import User  # noqa: E402
from scoring.actions import shortlists  # noqa: E402
from scoring.facts import lines_of, sheets_of  # noqa: E402
from tests.bench.season import Season  # noqa: E402

MANY, QUOTA, TURNS = 10_000, 500, 3


def grow() -> None:
    """All of one kind, scored and closed."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    season = Season()
    season.round.kinds = season.round.kinds[:1]
    season.round.quotas = dict.fromkeys(season.round.kinds, QUOTA)
    season.round.save()
    season.grow(MANY)
    Round.objects.update(status=Round.Status.CLOSED)


def draw_up() -> None:
    """Prints seconds of CPU, the least of some turns, and the memory at its peak."""
    round, by = Round.objects.get(), User.objects.filter(role="official").first()
    frozen = [_seconds(lambda: _frozen(round, by)) for _ in range(TURNS)]
    peak = _peak()
    given = _given(round)
    alone = [_seconds(lambda: _reckoned(round, given)) for _ in range(TURNS)]
    told = {"frozen": min(frozen), "alone": min(alone), "peak": peak}
    os.write(1, json.dumps(told).encode())


def _peak() -> float:
    """MiB of this process alone: what ``getrusage`` says began with its parent's."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.split("VmHWM:")[1].split()[0]) / 1024


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _frozen(round: Round, by: User) -> None:
    with transaction.atomic():
        shortlists.draw_up(
            round=round,
            kind=round.kinds[0],
            quota=QUOTA,
            minimum=None,
            by=by,
            at=timezone.now(),
        )
        transaction.set_rollback(True)


def _given(round: Round) -> list[dict[str, Any]]:
    """The sheets as the command ``rank`` finds them in a file."""
    known = {line.number for line in lines_of(round, round.kinds[0])}
    return [
        {
            "dossier": each.dossier,
            "reviewer": each.reviewer,
            "points": {code: str(points) for code, points in each.points.items()},
        }
        for each in sheets_of(round, round.kinds[0])
        if each.dossier in known
    ]


def _reckoned(round: Round, given: list[dict[str, Any]]) -> None:
    rules.aggregate(rules.read_sheets(given), table_of(round), rule_of(round))


if __name__ == "__main__":
    {"grow": grow, "draw_up": draw_up}[sys.argv[1]]()
