"""Experts who stand far apart: the widest of a round is under discussion."""

from datetime import datetime, timedelta
from decimal import Decimal

from portal import rules
from scoring.actions import discussions, second_sheets
from scoring.demo.story import Story
from scoring.facts.discussions import apart_in
from scoring.models import Assignment

FROM_THE_HIGHEST = "应用案例较多，我的评分主要依据案例数量，愿意再看成效数据。（示例）"
FROM_THE_LOWEST = "部分案例没有合同或验收材料，成效数据口径不一，所以评分较低。（示例）"
WHY = "再次核对佐证材料，部分案例没有验收材料，酌情调低。（示例）"
#: So many marks the highest lowers, each by the step of a mark.
LOWERED = 3
TENTH = Decimal("0.1")


def confer(story: Story, at: datetime, days: int) -> None:
    """Two have spoken, one has answered, the others are waited for."""
    later = (at + timedelta(days=days)).astimezone(rules.BEIJING)
    due_at = later.replace(hour=18, minute=0, second=0, microsecond=0)
    apart = sorted(apart_in(story.round), key=lambda each: -each.spread)
    if not apart:
        return
    widest = apart[0].dossier
    discussions.open_discussions(
        round=story.round, keys=[widest.key], due_at=due_at, by=story.official, at=at
    )
    panel = Assignment.objects.standing().filter(dossier=widest)
    seats = list(
        panel.select_related("sheet", "expert__user", "dossier__round").order_by(
            "-sheet__total"
        )
    )
    highest, lowest = seats[0], seats[-1]
    for number, (seat, text) in enumerate(
        ((lowest, FROM_THE_LOWEST), (highest, FROM_THE_HIGHEST)), start=1
    ):
        discussions.say(
            assignment=seat, text=text, number=1, by=seat.expert.user,
            at=at + timedelta(hours=number),
        )  # fmt: skip
    _lower(highest, at + timedelta(hours=3))


def _lower(seat: Assignment, at: datetime) -> None:
    """Of the indicators that weigh most some marks, each with its reason."""
    best = sorted(seat.sheet.points.items(), key=lambda pair: -Decimal(pair[1]))
    changes = {code: str(Decimal(mark) - TENTH) for code, mark in best[:LOWERED]}
    who = {"assignment": seat, "by": seat.expert.user, "at": at}
    version = second_sheets.save(
        changes=changes, reasons=dict.fromkeys(changes, WHY), version=1, **who
    )
    second_sheets.hand_in(version=version, **who)
