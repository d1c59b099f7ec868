"""Commands as they are started, and what comes out of them."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.house.tree import ROOT


def answer(*args: object) -> object:
    out = StringIO()
    call_command(*map(str, args), "--json", stdout=out)
    return json.loads(out.getvalue())


def text(*args: object) -> str:
    out = StringIO()
    call_command(*map(str, args), stdout=out)
    return out.getvalue()


def refusal(*args: object) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(*map(str, args), stdout=out)
    assert caught.value.returncode == 2
    assert out.getvalue() == ""
    assert "\n" not in str(caught.value)
    return str(caught.value)


def run(*args: object, **env: str) -> subprocess.CompletedProcess:
    """The command in a process of its own, as an official starts it."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": "sqlite://"}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *map(str, args)],
        capture_output=True,
        env={**os.environ, **settings, **env},
        check=False,
    )
