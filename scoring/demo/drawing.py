"""A draw of experts that is done: promised, its value read by two, recomputable."""

from datetime import datetime, timedelta

from portal.guides import drawing
from portal.rules.draw_pool import DrawRules
from scoring.actions import draws
from scoring.demo.story import Story
from scoring.facts.draws import Plan

VALUE = "03 09 11 18 22 31 + 07"
#: An equal share would be fewer; so nobody's limit stands in the way of a panel.
MOST = 4


def draw_by_lot(story: Story, at: datetime) -> None:
    """For whatever is accepted by then; the value comes a day after the promise."""
    first, second, *_ = story.staff.officials
    due = at + timedelta(days=1)
    plan = Plan(_rules(story), "示例彩票第 2026001 期开奖号码（示例）", "示例网站", due)
    promised = draws.commit(round=story.round, plan=plan, by=first, at=at)
    for hours, by in enumerate((first, second), start=1):
        draws.enter(
            draw=promised, value=VALUE, source="示例网站开奖公告页（示例）", by=by,
            at=due + timedelta(hours=hours),
        )  # fmt: skip


def _rules(story: Story) -> DrawRules:
    usual = drawing.defaults()
    usual.pop("load_factor")
    known = drawing.categories()
    return DrawRules(
        size=story.round.panel_size,
        minima={each.id: each.minimum for each in known},
        shares={each.id: each.share for each in known},
        most=MOST,
        **usual,
    )
