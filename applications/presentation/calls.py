"""Rounds as the front page announces them."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from applications.models import Round
from applications.presentation.standing import kind_label


@dataclass(frozen=True, slots=True)
class Call:
    title: str
    scope: str
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    url: str


def calls_of(at: datetime, province: str = "") -> list[Call]:
    """Those that take dossiers, or will; the first to close first. One query."""
    calls = Round.objects.filter(status=Round.Status.OPEN, closes_at__gt=at)
    if province:
        calls = calls.filter(province=province)
    return [
        _call(each, at)
        for each in calls.order_by("closes_at").defer("table", "guide_text")
    ]


def _call(round: Round, at: datetime) -> Call:
    kinds = "、".join(kind_label(round.guide_key, kind) for kind in round.kinds)
    return Call(
        title=round.title,
        scope=f"{round.get_province_display()}：{kinds}",
        opens_at=round.opens_at,
        closes_at=round.closes_at,
        is_open=round.takes_dossiers(at),
        url=reverse("applications:dossier_new", args=[round.pk]),
    )
