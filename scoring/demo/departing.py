"""One who leaves a list that is public, and who follows from the reserve (递补)."""

from datetime import datetime

from scoring.actions import signing, succeeding
from scoring.demo.reviewing import notice
from scoring.demo.story import Story
from scoring.facts.departing import Departure
from scoring.facts.successors import entries_of, successors_of
from scoring.models import Shortlist

WHY = "企业重组，平台移交集团统一运营，书面申请退出。（示例）"
#: Kept only where equals are next.
CHOICE = "集体研究决定。（示例）"


def replace_one(story: Story, shortlist: Shortlist, at: datetime) -> None:
    """The best of the list withdraws; the next of its reserve has a notice of its own.

    A colleague of the same city who was beyond its places may follow now.
    """
    first, second, third = story.staff.officials
    entries = entries_of(shortlist)
    leaver = min(
        (each for each in entries if each.is_selected), key=lambda each: each.position
    )
    able = successors_of(shortlist, leaver, entries).able
    if not able:
        return
    replacement = succeeding.propose(
        shortlist=shortlist,
        leaver=leaver,
        said=Departure("withdrawn", WHY, able[0].pk, CHOICE),
        by=first,
        at=at,
    )
    for by in (second, third):
        signing.approve(shortlist=replacement, by=by, at=at, opinion="同意。（示例）")
    since, until = notice(at)
    succeeding.publish(
        replacement=replacement, since=since, until=until, by=first, at=at
    )
