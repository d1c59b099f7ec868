"""Two thousand platforms in a library cost as many queries as twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Dossier, Enterprise, Round
from portal.models import User
from scoring.models import LibraryEntry, LibraryYear, ShortlistEntry, YearlyReport
from tests.factories import NOW, credit_code, make_round, make_user
from tests.house.lists import make_list
from tests.scoring.libraries import DUE, FIGURES

pytestmark = pytest.mark.django_db
PAGES = ("library", "library_records")


def fill(count: int, start: int, year: LibraryYear) -> None:
    """So many more platforms, each with a report handed in."""
    by, round = year.opened_by, make_round(status=Round.Status.PUBLISHED)
    final = make_list(
        round, "industry", drawn_up_by=by, state="published", published_by=by,
        published_at=NOW, notice_from=DUE, notice_until=DUE,
        confirmed_by=make_user(User.Role.OFFICIAL), confirmed_at=NOW,
    )  # fmt: skip
    numbers = range(start, start + count)
    firms = Enterprise.objects.bulk_create(
        Enterprise(
            name=f"示例{n}有限公司", credit_code=credit_code(n), province="jilin",
            city="长春市",
        )
        for n in numbers
    )  # fmt: skip
    dossiers = Dossier.objects.bulk_create(
        Dossier(
            round=round, enterprise=firm, kind="industry", platform=f"示例平台{n}",
            number=f"L{n:06}", status="accepted", started_by=by, submitted_at=NOW,
            submitted_by=by,
        )
        for n, firm in zip(numbers, firms, strict=True)
    )  # fmt: skip
    lines = ShortlistEntry.objects.bulk_create(
        ShortlistEntry(
            shortlist=final, dossier=each, position=n, is_eligible=True,
            is_selected=True,
        )
        for n, each in enumerate(dossiers, start=1)
    )  # fmt: skip
    entries = LibraryEntry.objects.bulk_create(
        LibraryEntry(
            source=line, enterprise=line.dossier.enterprise,
            platform=line.dossier.platform, province="jilin", kind="industry",
            guide_key=round.guide_key, year=2026, level="key", since=DUE,
        )
        for line in lines
    )  # fmt: skip
    YearlyReport.objects.bulk_create(
        YearlyReport(
            entry=each, year=year, state="handed_in", asked=list(FIGURES),
            figures=FIGURES, handed_in_by=by, handed_in_at=NOW,
        )
        for each in entries
    )  # fmt: skip


def spent(client, name: str) -> int:
    """Queries of one page."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(f"scoring:{name}")).status_code == 200
    return len(asked)


def test_twenty_and_two_thousand_cost_the_same(client):
    official = make_user(User.Role.OFFICIAL)
    year = LibraryYear.objects.create(
        province="jilin", year=2026, due_on=DUE, opened_by=official, opened_at=NOW
    )
    client.force_login(official)
    fill(20, 500_000, year)
    few = {name: spent(client, name) for name in PAGES}
    fill(1980, 600_000, year)
    many = {name: spent(client, name) for name in PAGES}

    assert many == few
    assert all(0 < queries <= 15 for queries in many.values())
