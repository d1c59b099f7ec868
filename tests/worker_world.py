"""Rows for a worker of its own, made in a process of its own: a round and its job.

python -m tests.worker_world MARKS       (DATABASE_URL and PORTAL_VAR say where)
"""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from portal import jobs  # noqa: E402
from portal.models import User  # noqa: E402
from tests.factories import make_user  # noqa: E402
from tests.scoring.letter_cases import ranked_round  # noqa: E402


def prepare(count: int) -> None:
    call_command("migrate", verbosity=0)
    marks = tuple(f"0.{95 - number}" for number in range(count))
    round = ranked_round(marks, weak=0, quota=count // 2, experts=1)
    jobs.ask(
        kind="letters",
        payload={"round": round.pk, "kinds": ["result"]},
        by=make_user(User.Role.OFFICIAL),
    )


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
