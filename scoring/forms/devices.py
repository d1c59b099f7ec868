"""One sheet on two devices: what both changed is asked about, never overwritten.

``seen`` is what was saved of each control when the page last heard of it; blank ones
are left out. Compared by control, so that only what both sides changed is in question.
"""

import json
from collections.abc import Mapping

from portal import rules
from scoring.models import ScoreSheet

REMARK = "remark"


def points_name(code: str) -> str:
    return f"points-{code}"


def comment_name(code: str) -> str:
    return f"comment-{code}"


def held_in(sheet: ScoreSheet, table: rules.IndicatorTable) -> dict[str, str]:
    """What is saved, by the control's name; blank where nothing is."""
    held = {REMARK: sheet.remark}
    for each in table.indicators:
        held[points_name(each.code)] = sheet.points.get(each.code, "")
        held[comment_name(each.code)] = sheet.comments.get(each.code, "")
    return held


def seen_in(typed: str) -> dict[str, str] | None:
    """What a page says that it had before it; None where it says nothing readable."""
    try:
        said = json.loads(typed)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    return {str(name): str(text) for name, text in said.items()}


def clashes_of(
    mine: Mapping[str, str], held: Mapping[str, str], seen: Mapping[str, str]
) -> tuple[set[str], set[str]]:
    """Of what was typed, the names that both sides changed, and that only they did."""
    clashing, theirs = set(), set()
    for name, said in mine.items():
        before = seen.get(name, "")
        if said == held[name]:
            continue
        if said == before:
            theirs.add(name)
        elif held[name] != before:
            clashing.add(name)
    return clashing, theirs
