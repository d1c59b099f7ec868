"""One database's share of ``autosave``: 50 people, each with a whole dossier.

They change one field after another, as ``autosave.js`` does, in turns with a bare view.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from random import Random
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

django.setup()

from applications.models import Dossier, Round  # noqa: E402
from portal import guides  # noqa: E402
from portal.models import User  # noqa: E402
from scoring.demo.filling import document_for  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench.crowd import Crowd, Tally  # noqa: E402
from tests.bench.person import Clerk, Visitor  # noqa: E402

PEOPLE, TURNS, SECONDS = 50, 8, 1.5


def main() -> None:
    """Prints what came of each view: medians of the turns, refusals in all.

    The ratio is the median of those of each turn: a busy neighbour slows both.
    """
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    dossiers = [_dossier(number) for number in range(PEOPLE)]
    sessions = [_session(each.started_by) for each in dossiers]
    connection.close()
    with _gunicorn() as port:
        found = _raced(port, sessions, dossiers)
    os.write(1, json.dumps(found).encode())


def _raced(port: int, sessions: list[str], dossiers: list[Dossier]) -> dict[str, Any]:
    crowd, pairs = Crowd(port), list(zip(sessions, dossiers, strict=True))
    clerks = [Clerk(port, session, dossier.key) for session, dossier in pairs]
    cookies = [
        (clerk.cookie, pair[1].pk) for clerk, pair in zip(clerks, pairs, strict=True)
    ]
    looked_at = {
        "bare": [Visitor(cookie, f"/bench/bare/{pk}/") for cookie, pk in cookies],
        "autosave": clerks,
        "nothing": [Visitor(cookie, "/bench/nothing/") for cookie, _ in cookies],
    }
    for each in looked_at.values():
        crowd.storm(each, SECONDS)
    while any(page.version == 0 for clerk in clerks for page in clerk.pages):
        crowd.storm(clerks, SECONDS)  # the first time, all of a section is saved
    asked_again = sum(each.unsaved for each in clerks)
    tallies: dict[str, list[Tally]] = {name: [] for name in looked_at}
    for _ in range(TURNS):
        for name, browsers in looked_at.items():
            tallies[name].append(crowd.storm(browsers, SECONDS))
    both = zip(tallies["autosave"], tallies["bare"], strict=True)
    return {
        **{name: _told(each) for name, each in tallies.items()},
        "ratio": statistics.median(a.per_second / b.per_second for a, b in both),
        "unsaved": sum(each.unsaved for each in clerks) - asked_again,
    }


def _told(turns: list[Tally]) -> dict[str, float]:
    return {
        "per_second": statistics.median(each.per_second for each in turns),
        "p95": statistics.median(each.p95 for each in turns),
        "refused": sum(each.refused for each in turns),
        "broken": sum(each.broken for each in turns),
    }


def _dossier(number: int) -> Dossier:
    """A whole dossier of Jilin's comprehensive kind, with somebody to fill it in."""
    member, round = factories.make_user(), _round()
    factories.make_enterprise(member)
    person = {"person": member.name, "email": member.email}
    names = {"name": "示例公司", "platform": "示例平台", **person}
    guide = guides.load("jilin")
    document = document_for(guide, "comprehensive", Random(number), names)
    return factories.make_dossier(
        member, kind="comprehensive", round=round, document=document, version=1
    )


def _round() -> Round:
    now, day = timezone.now(), timedelta(days=1)
    return Round.objects.first() or factories.make_round(
        opens_at=now - day, closes_at=now + day
    )


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@contextmanager
def _gunicorn() -> Iterator[int]:
    """As ``bin/run`` starts it, without its worker."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "portal.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--timeout", "60"),
            *("--no-control-socket", "--access-logfile", os.devnull),
            *("--logger-class", "portal.weblog.WebLog"),
            *("--error-logfile", str(settings.VAR_DIR / "web.log"), "--capture-output"),
        ],
        cwd=settings.BASE_DIR,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield port
    finally:
        web.terminate()
        web.wait(timeout=60)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            HTTPConnection("127.0.0.1", port, timeout=30).request("GET", "/")
            return
        except ConnectionRefusedError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


main()
