"""Demo data: four provinces, each with a round at another stage."""

from collections.abc import Iterable
from dataclasses import replace
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
from portal.rules.limits import SelectionRules
from scoring.demo import (
    conferring,
    correcting,
    defending,
    departing,
    doubting,
    drawing,
    keeping,
    recommending,
    reviewing,
)
from scoring.demo.people import PASSWORD, administrators, experts_of, staff_of
from scoring.demo.story import FILING, Asked, Story, file_all, prepare
from scoring.news.table import TABLE

#: Dossiers of a round in which everything has been decided.
DECIDED = ["accepted"] * 22 + ["declined", "rejected"]
#: More experts where panels are still to be made, enough to draw from by lot.
MORE_EXPERTS = {"jiangsu": 12}
#: Where experts are at work, marks beyond these want a comment, and who differ by more
#: than six points confer.
ASKS_FOR_REASONS = ReviewRules(Decimal(50), Decimal(95), spread=Decimal(6))
#: Where lists are public: who is selected has so many points at least, of a city one
#: platform of an industry alone is; two may follow.
LEAST = SelectionRules(total=Decimal(60), reserve=2)
LIMITED = ReviewRules(
    selection={
        "comprehensive": LEAST,
        "industry": replace(LEAST, city_most=1),
        "regional": LEAST,
        "specialized": LEAST,
    }
)
#: By stage.
ASKED = {
    "scoring": Asked(ASKS_FOR_REASONS, is_guided=True),
    "ranking": Asked(defence=defending.ruled()),
    "published": Asked(LIMITED),
}
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
        asked=ASKED.get(stage),
    )
    story = Story(staff, round, random, filed=opens_at + timedelta(days=1))
    if filing:
        take(story, now)
        return
    file_all(story, DECIDED)
    reviewing.seat(story, now - timedelta(days=18))
    share = 0.45 if stage == "scoring" else 1
    at = now - timedelta(days=10)
    reviewing.score(story, at, share=share, tie=stage == "ranking")
    if stage == "scoring":
        conferring.confer(story, now - timedelta(days=1), days=5)
        doubting.doubt(story, at + timedelta(hours=2))
    elif stage == "ranking":
        reviewing.close(story, at)
        defending.defend(story, now)
    elif stage == "published":
        publish(story, now - timedelta(days=2))
        keeping.keep(staff, random, now)


def take(story: Story, now: datetime) -> None:
    """Dossiers come in; experts are drawn for the first of them, cities report."""
    recommending.set_places(story, now)
    file_all(story, FILING[:DRAWN])
    drawing.draw_by_lot(story, now - timedelta(days=7))
    file_all(story, FILING[DRAWN:])
    recommending.check_waiting(story, now - timedelta(days=3))
    recommending.exempt_one(story, now - timedelta(days=3))
    recommending.stamp_all_but_one(story, now - timedelta(days=2))


def publish(story: Story, at: datetime) -> None:
    """A list that was corrected, one with a replacement, one with an objection."""
    reviewing.close(story, at)
    lists = []
    for kind in story.round.kinds:
        lists.append(reviewing.decide(story, kind, at))
        if len(lists) == 1:
            correcting.correct(story, lists[0], at)
    departing.replace_one(story, lists[1], at + timedelta(days=1))
    reviewing.object_to(lists[-1], at)
