"""Veto items of the demo: checked by each city; one is confirmed, one is lifted."""

from datetime import datetime
from typing import Any

from applications.actions import vetoes
from applications.models import Dossier
from portal.guides.vetoes import item, items
from portal.models import User

#: Which dossier of a round the city doubts, on what, and why the province agrees.
DOUBTED, UNBUILT = 10, "unbuilt"
DOUBT = "官网所示平台尚在建设，没有运行记录。（示例）"
CONFIRMED = "现场核实，平台主要模块尚在开发，未上线运行。（示例）"

#: Which one admits something, and why the province lets it in.
ADMITTED, DISHONESTY = 4, "dishonesty"
ADMISSION = "2025 年因未按期公示年报受到警告，已完成信用修复。（示例）"
LIFTED = "处罚轻微并已修复，不在严重失信主体名单。（示例）"


def admit(document: dict[str, Any], number: int) -> None:
    """What the enterprise itself says on its form."""
    if number == ADMITTED:
        asked = item(DISHONESTY)
        document["profile"] |= {asked.field: asked.among[0], asked.statement: ADMISSION}


def review(dossier: Dossier, number: int, *, by: User, at: datetime) -> None:
    """The city agrees with every answer but the one that it doubts."""
    answers = {each.id: vetoes.Answer(True) for each in items()}
    if number == DOUBTED:
        answers[UNBUILT] = vetoes.Answer(False, DOUBT)
    vetoes.review(dossier=dossier, answers=answers, by=by, at=at)


def decide(dossier: Dossier, number: int, *, by: User, at: datetime) -> None:
    """The province on the two that need it."""
    known = {
        DOUBTED: (UNBUILT, True, CONFIRMED),
        ADMITTED: (DISHONESTY, False, LIFTED),
    }
    if number in known:
        asked, is_confirmed, reason = known[number]
        vetoes.decide(
            dossier=dossier,
            item=asked,
            is_confirmed=is_confirmed,
            reason=reason,
            by=by,
            at=at,
        )
