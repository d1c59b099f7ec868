"""A round whose panels can be drawn, and its draws."""

from datetime import datetime, timedelta
from typing import Any

from applications.models import Dossier, Round
from portal.models import User
from portal.rules.draw_pool import DrawRules, canonical
from scoring.actions import draws
from scoring.facts.draws import Plan
from scoring.models import Draw, DrawEntry, DrawReplacement
from tests.factories import NOW, make_dossier, make_expert, make_round, make_user
from tests.portal.rules.draws import make_filing, make_pool, record_of

DUE = NOW + timedelta(days=1)
VALUE = "02 08 15 19 27 33 + 11"


def make_rules(**fields: Any) -> DrawRules:
    return DrawRules(
        **{
            "size": 3, "minima": {"finance": 1}, "shares": {"technical": 60},
            "candidates": 3, "reserves": 6, "most": 30, "city_most": 2,
            **fields,
        }
    )  # fmt: skip


def make_plan(due: datetime = DUE, **fields: Any) -> Plan:
    return Plan(make_rules(**fields), "示例彩票第 2026001 期开奖号码", "示例网站", due)


def make_pool_of_experts(technical: int = 8, finance: int = 5) -> None:
    """From five cities, none of them the applicants'."""
    for n in range(technical + finance):
        make_expert(
            fields=["工业软件" if n < technical else "财务管理"], city=f"示例{n % 5}市"
        )


def make_drawable_round(dossiers: int = 2, **fields: Any) -> Round:
    round = make_round(panel_size=3, **fields)
    make_pool_of_experts()
    for _ in range(dossiers):
        make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    return round


def official(**fields: Any) -> User:
    return make_user(User.Role.OFFICIAL, **fields)


def make_promise(round: Round, **fields: Any) -> Draw:
    return draws.commit(round=round, plan=make_plan(**fields), by=official(), at=NOW)


def make_drawn(round: Round, **fields: Any) -> Draw:
    """Carried out an hour after the value came."""
    promised = make_promise(round, **fields)
    for _ in range(2):
        draws.enter(
            draw=promised, value=VALUE, source="示例网站", by=official(),
            at=DUE + timedelta(hours=1),
        )  # fmt: skip
    promised.refresh_from_db()
    return promised


def make_draw_row(
    round: Round, dossier: Dossier, by: User, *, due: datetime, **fields: Any
) -> Draw:
    """A row as it would be, from invented codes; ``is_drawn`` with all that follows."""
    is_drawn = fields.pop("is_drawn", False)
    filing = make_filing(0, number=str(dossier.number))
    record = record_of(make_pool(filings=(filing,), round=round.code))
    if is_drawn:
        fields |= {key: record[key] for key in ("value", "seed", "result")}
        fields |= {"state": Draw.State.DRAWN, "drawn_at": NOW}
    row = Draw.objects.create(
        round=round, number=1, pool_text=canonical(record["pool"]),
        pool_sha256=record["pool_sha256"], commitment=record["commitment"],
        secret=record["secret"], salt="5a" * 32, value_due=due,
        committed_by=by, committed_at=due - timedelta(days=1), **fields,
    )  # fmt: skip
    row.dossiers.add(dossier)
    if is_drawn:
        DrawEntry.objects.create(
            draw=row, official=by, value=row.value, source="示例", at=NOW
        )
        DrawReplacement.objects.create(
            draw=row, dossier=dossier, seat="1", leaves="Z000", by=by, at=NOW
        )
    return row
