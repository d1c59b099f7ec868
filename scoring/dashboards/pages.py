"""Which charts stand on whose page: each out of what its reader may see."""

from datetime import datetime

from django.db.models import QuerySet

from applications.models import Dossier, Round
from portal.models import User
from scoring.dashboards import filings, progress, years
from scoring.dashboards.chart import Chart
from scoring.dashboards.days import day_of
from scoring.dashboards.library import library_charts
from scoring.models import (
    Assignment,
    LibraryDecision,
    LibraryEntry,
    Shortlist,
    ShortlistEntry,
)


def charts_of_round(user: User, round: Round, at: datetime) -> list[Chart]:
    """An official's. Eight queries."""
    dossiers = Dossier.objects.visible_to(user).filter(round=round)
    seats = Assignment.objects.visible_to(user).filter(dossier__round=round)
    return [
        filings.by_day(round, dossiers, at),
        filings.by_city(round, dossiers),
        filings.by_kind(round, dossiers),
        progress.by_expert(seats),
        progress.handed_in_by_day(seats, at),
    ]


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
    """A city's own in one round, and in all of them. Ten queries."""
    dossiers = Dossier.objects.visible_to(user)
    here = dossiers.filter(round=round)
    mine = _published(user).filter(dossier__enterprise__city=user.city)
    return [
        filings.by_day(round, here, at),
        filings.by_kind(round, here),
        filings.own_places(round, here, user.city),
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
