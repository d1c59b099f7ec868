"""Demo data: four provinces, each with a round at another stage."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from portal import news
from portal.models import User
from portal.rules import ReviewRules
from scoring.actions import stages
from scoring.demo import (
    conferring,
    doubting,
    drawing,
    keeping,
    recommending,
    reviewing,
)
from scoring.demo.people import PASSWORD, administrators, experts_of, staff_of
from scoring.demo.story import FILING, Story, file_all, prepare
from scoring.news import TABLE

#: Dossiers of a round in which everything has been decided.
DECIDED = ["accepted"] * 22 + ["declined", "rejected"]
#: More experts where panels are still to be made, enough to draw from by lot.
MORE_EXPERTS = {"jiangsu": 12}
#: Where experts are at work, marks beyond these want a comment, and who differ by more
#: than six points confer.
ASKS_FOR_REASONS = ReviewRules(Decimal(50), Decimal(95), spread=Decimal(6))
#: So many dossiers were filed before experts were drawn by lot for those accepted.
DRAWN = 12
STAGES = {"jiangsu": "filing", "shanxi": "scoring", "jiangxi": "ranking",
          "jilin": "published"}  # fmt: skip


class Command(BaseCommand):
    help = "Make demo data (once; the same every time) and print the logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=list(STAGES), help="one province alone")

    def handle(self, *args: Any, only: str | None = None, **options: Any) -> None:
        if not User.objects.exists():
            with transaction.atomic():
                make([only] if only else STAGES, timezone.now())
        self.stdout.write("演示账号（密码均为 " + PASSWORD + "）：")
        for user in User.objects.filter(email__in=LOGINS).order_by("pk"):
            where = f"{user.get_province_display()}{user.city}"
            self.stdout.write(f"  {user.email:34} {user.get_role_display()} {where}")
        self.stdout.write("  每省另有 firm02… 和 expert02… 等账号。")


LOGINS = [
    *("audit@example.com", "system@example.com", "security@example.com"),
    *(f"official{n}.{province}@example.com" for province in STAGES for n in (1, 2, 3)),
    *(f"city1.{province}@example.com" for province in STAGES),
    *(f"firm01.{province}@example.com" for province in STAGES),
    "firm41.jilin@example.com",  # in the library since last year
    *(f"expert{n:02d}@example.com" for n in (1, 7, 13, 19)),
]


def make(provinces: Iterable[str], now: datetime) -> None:
    administrators()
    for index, province in enumerate(STAGES):
        if province in provinces:
            experts_of(province, 1 + 6 * index)
            if more := MORE_EXPERTS.get(province):
                experts_of(province, 1 + 6 * len(STAGES), more)
            tell(province, Random(2026 + index), now)
    while news.sweep(TABLE, at=now, quietly=True):  # no mail to invented addresses
        pass


def tell(province: str, random: Random, now: datetime) -> None:
    """One province up to its stage; all instants lie a fitting time before now."""
    stage = STAGES[province]
    staff = staff_of(province)
    filing = stage == "filing"
    opens_at = now - timedelta(days=10 if filing else 60)
    closes_at = now + timedelta(days=20) if filing else now - timedelta(days=20)
    round = prepare(
        staff,
        opens_at=opens_at,
        closes_at=closes_at,
        is_blind=stage == "scoring",
        review=ASKS_FOR_REASONS if stage == "scoring" else None,
    )
    story = Story(staff, round, random, filed=opens_at + timedelta(days=1))
    if filing:
        recommending.set_places(story, now)
    if not filing:
        file_all(story, DECIDED)
    if filing:
        file_all(story, FILING[:DRAWN])
        drawing.draw_by_lot(story, now - timedelta(days=7))
        file_all(story, FILING[DRAWN:])
        recommending.check_waiting(story, now - timedelta(days=3))
        recommending.exempt_one(story, now - timedelta(days=3))
        recommending.stamp_all_but_one(story, now - timedelta(days=2))
        return
    reviewing.seat(story, now - timedelta(days=18))
    share = 0.45 if stage == "scoring" else 1
    at = now - timedelta(days=10)
    reviewing.score(story, at, share=share, tie=stage == "ranking")
    if stage == "scoring":
        conferring.confer(story, now - timedelta(days=1), days=5)
        doubting.doubt(story, at + timedelta(hours=2))
    elif stage == "ranking":
        stages.close_scoring(round=round, reason="", by=story.official, at=at)
    elif stage == "published":
        reviewing.decide(story, now - timedelta(days=2))
        keeping.keep(staff, random, now)
