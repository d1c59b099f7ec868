"""Which charts stand on whose page: each out of what its reader may see."""

from datetime import datetime

from django.db.models import QuerySet

from applications.models import Dossier, Round
from portal.models import User
from portal.statements import Ready
from scoring.dashboards import filings, progress, years
from scoring.dashboards.chart import Chart
from scoring.dashboards.days import by_filing, day_of, filed_by_day
from scoring.dashboards.library import library_charts
from scoring.models import (
    Assignment,
    LibraryDecision,
    LibraryEntry,
    Shortlist,
    ShortlistEntry,
)
from scoring.rankings.inputs import A_ROUND


def charts_of_round(user: User, round: Round, at: datetime) -> list[Chart]:
    """An official's. Six queries."""
    asked = round.pk, user.province
    filed = filings.filed_in(_FILED.rows(*asked))
    return [
        filings.by_day(round, dict(_BY_DAY.rows(*asked)), at),
        filings.by_city(round, filed),
        filings.by_kind(round, filed),
        *progress.progress_charts(_PROGRESS.rows(*asked), at),
    ]


#: Stands in queries that are made ready for whichever official looks.
_PROVINCE = "a province"
_OFFICIAL = User(role=User.Role.OFFICIAL, province=_PROVINCE)


def _dossiers() -> QuerySet[Dossier]:
    return Dossier.objects.visible_to(_OFFICIAL).filter(round=A_ROUND)


def _seats() -> QuerySet[Assignment]:
    return Assignment.objects.visible_to(_OFFICIAL).filter(dossier__round=A_ROUND)


_FILED = Ready(lambda: filings.by_place(_dossiers()), A_ROUND, _PROVINCE)
_BY_DAY = Ready(lambda: by_filing(_dossiers()), A_ROUND, _PROVINCE)
_PROGRESS = Ready(lambda: progress.by_progress(_seats()), A_ROUND, _PROVINCE)


def charts_of_province(user: User, at: datetime) -> list[Chart]:
    """An official's, over all rounds. Five queries."""
    return [
        *years.round_charts(
            Round.objects.visible_to(user),
            Dossier.objects.visible_to(user),
            _published(user),
        ),
        *_library(user, at),
    ]


def charts_of_city(user: User, round: Round, at: datetime) -> list[Chart]:
    """A city's own in one round, and in all of them. Nine queries."""
    dossiers = Dossier.objects.visible_to(user)
    here = dossiers.filter(round=round)
    mine = _published(user).filter(dossier__enterprise__city=user.city)
    filed = filings.filed(here)
    return [
        filings.by_day(round, filed_by_day(here), at),
        filings.by_kind(round, filed),
        filings.own_places(round, filed, user.city),
        *years.round_charts(Round.objects.visible_to(user), dossiers, mine),
        *_library(user, at),
    ]


def _library(user: User, at: datetime) -> list[Chart]:
    return library_charts(
        LibraryEntry.objects.visible_to(user),
        LibraryDecision.objects.visible_to(user),
        day_of(at),
    )


def _published(user: User) -> QuerySet[ShortlistEntry]:
    """Of the reader's province; what is not out yet is nobody's here."""
    lists = Shortlist.objects.visible_to(user).published()
    lists = lists.filter(round__province=user.province)
    return ShortlistEntry.objects.filter(shortlist__in=lists)
