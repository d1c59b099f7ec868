"""Parts of the tests of the pages about rankings."""

import re

from django.http import HttpResponse
from django.urls import reverse

from applications.models import Round
from portal.models import User
from scoring.models import Shortlist
from tests.factories import NOW
from tests.scoring.closed_rounds import KIND, frozen_at

BY_QUOTA = {"cut": "quota", "quota": "2"}


def url(name: str, round: Round, kind: str = KIND) -> str:
    return reverse(f"scoring:{name}", args=[round.pk, kind])


def text_of(response: HttpResponse) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response: HttpResponse, name: str) -> str:
    """What a form posts along."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


def frozen(round: Round, by: User, quota: int = 2) -> Shortlist:
    return frozen_at(round=round, kind=KIND, quota=quota, minimum=None, by=by, at=NOW)
