"""The cities of a round in filing: places, a term, stamped lists; one is late."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from applications.actions import checking, quotas, stamping
from applications.models import Dossier
from applications.presentation.recommending import (
    list_digest,
    listed,
    recommended_in,
)
from portal import guides, rules
from scoring.demo import papers, vetoing
from scoring.demo.story import Story

PLACES = 3


def set_places(story: Story, now: datetime) -> None:
    """Each city has a few places of each kind; the term ran out yesterday."""
    yesterday = now.astimezone(rules.BEIJING) - timedelta(days=1)
    quotas.set_quotas(
        round=story.round,
        quotas={
            (city, kind): PLACES
            for city in story.staff.cities
            for kind in story.round.kinds
        },
        due_at=yesterday.replace(hour=18, minute=0, second=0, microsecond=0),
        by=story.official,
    )


def check_waiting(story: Story, at: datetime) -> None:
    """What waits is checked and could be recommended; of one, an item is open."""
    waiting = story.round.dossiers.filter(status=Dossier.Status.SUBMITTED)
    answers = {each["id"]: checking.Answer(True) for each in guides.checks()}
    for number, dossier in enumerate(waiting.order_by("pk")):
        city = story.staff.cities[dossier.enterprise.city]
        checking.check(
            dossier=dossier,
            answers=dict(list(answers.items())[: -1 if number == 0 else None]),
            by=city,
            at=at,
        )
        vetoing.review(dossier, -1, by=city, at=at)


def exempt_one(story: Story, at: datetime) -> None:
    """Somebody was chosen in an earlier round."""
    first = story.round.dossiers.filter(status=Dossier.Status.RECOMMENDED).first()
    if first is not None:
        quotas.exempt(
            dossier=first,
            reason="2025 年第一批已入选，升级后再次申报，按通知不占名额。（示例）",
            by=story.official,
            at=at,
        )


def stamp_all_but_one(story: Story, at: datetime) -> None:
    """The last city has sent no stamped list."""
    for city, user in list(story.staff.cities.items())[:-1]:
        found = recommended_in(story.round, city).for_list()
        lines = listed(story.round, found)
        if not lines:
            continue
        scan = stamping.Scan(
            ContentFile(papers.paper(f"{city}推荐汇总表（盖章件）")),
            f"{city}推荐汇总表盖章件（示例）.pdf",
            "application/pdf",
        )
        stamping.keep(
            round=story.round,
            city=city,
            scan=scan,
            digest=list_digest(story.round, city, lines),
            by=user,
            at=at,
        )
