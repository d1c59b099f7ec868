"""One doubt that waits for an official: what the flags' pages show a visitor."""

from datetime import datetime

from applications.facts import guide_of
from scoring.actions import flags
from scoring.demo.story import Story
from scoring.models import Assignment, Flag, ScoreSheet


def doubt(story: Story, at: datetime) -> None:
    """An expert who is still at work flags the first clause of a dossier."""
    at_work = Assignment.objects.filter(
        dossier__round=story.round, sheet__state=ScoreSheet.State.DRAFT
    )
    seat = at_work.select_related("dossier__round", "expert__user").first()
    if seat is None:
        return
    [clause, *_] = guide_of(story.round).kinds[seat.dossier.kind].clauses
    flags.raise_flag(
        assignment=seat,
        kind=Flag.Kind.THRESHOLD,
        about=Flag.About.CLAUSE,
        place=clause.id,
        reason="填报的数与佐证材料的口径不一致，请核实是否达到门槛。（示例）",
        by=seat.expert.user,
        at=at,
    )
