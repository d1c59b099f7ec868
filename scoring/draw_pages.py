"""What the pages about a draw say: its rules, its promise, each seat and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.rules.draw import Pick
from portal.rules.draw_pool import DrawPool
from portal.templatetags.portal import beijing
from scoring.facts.draws import Drawn
from scoring.models import Draw, DrawReplacement

#: Why somebody was no candidate, or a reserve was passed over.
REASONS = {
    "seated": "已在本组或候补",
    "category": "不属于该类",
    "employer": "与申报单位同一单位",
    "city": "与申报单位同一城市",
    "barred": "有利益关系或曾在本组",
    "load": "已达份数上限",
    "apart": "与本组专家不得同组",
    "region": "受每组同城人数限制",
    "tie": "有利益关系",
    "former": "已在或曾在本组",
    "unavailable": "暂不可评审",
}
ANY = "不限"
TONES = {"committed": "info", "drawn": "ok", "void": "err"}


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat or reserve: who was drawn, why, and who sits there by now."""

    seat: str
    category: str
    expert: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One dossier with its seats and its reserves in their order."""

    number: str
    seats: tuple[SeatLine, ...]
    reserves: tuple[SeatLine, ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    """One replacement."""

    number: str
    seat: str
    leaves: str
    cause: str
    expert: str
    skipped: tuple[str, ...]
    at: datetime


def tone(draw: Draw) -> str:
    return TONES[draw.state]


def rule_rows(pool: DrawPool) -> list[tuple[str, str]]:
    """The rules in words, a pair each."""
    rules = pool.rules
    seats = "、".join(
        f"第 {n} 席{pool.labels.get(category, ANY)}"
        for n, category in enumerate(rules.seats, start=1)
    )
    apart = "；".join("和".join(pair) for pair in rules.apart)
    return [
        ("抽取范围", f"{len(pool.filings)} 份申报，{len(pool.experts)} 名候选专家"),
        ("每份申报", f"{rules.size} 席：{seats}"),
        ("候选人数", f"每席不少于 {rules.candidates} 人，不足不抽"),
        ("候补", f"每份 {rules.reserves} 人，同一次抽取产生，按次序递补"),
        ("每位专家", f"最多 {rules.most} 份"),
        (
            "同城专家",
            f"每组最多 {rules.city_most} 名" if rules.city_most else "不限",
        ),
        ("必须回避", _avoided(pool)),
        ("不得同组", apart or "无"),
    ]


def _avoided(pool: DrawPool) -> str:
    same = "同一单位、同一城市" if pool.rules.other_city else "同一单位"
    return f"与申报单位{same}的专家，已登记利益关系的专家"


def promise_rows(draw: Draw, pool: DrawPool) -> list[tuple[str, str]]:
    return [
        ("公布时间", beijing(draw.committed_at, "deadline")),
        ("公开值", pool.value.name),
        ("公开值来源", pool.value.source),
        ("公开值产生时间", beijing(draw.value_due, "deadline")),
    ]


def digest_rows(draw: Draw) -> list[tuple[str, str]]:
    """Long hexadecimal numbers, each to be compared."""
    rows = [
        ("候选名单和规则的 SHA-256", draw.pool_sha256),
        ("承诺值", draw.commitment),
    ]
    if draw.drawn_at or draw.state == Draw.State.VOID:
        rows.append(("秘密值", draw.secret or "系统密钥更换过，已无法恢复"))
    if draw.drawn_at:
        rows.append(("种子", draw.seed))
    return rows


def panel_lines(
    drawn: Drawn, numbers: Sequence[str], names: Mapping[str, str]
) -> list[PanelLine]:
    """For these dossiers; ``names`` are what a code is shown as, else the code."""
    wanted = set(numbers)
    seats: dict[str, list[SeatLine]] = {number: [] for number in numbers}
    reserves: dict[str, list[SeatLine]] = {number: [] for number in numbers}
    for lines, picks in (
        (seats, drawn.result.seats),
        (reserves, drawn.result.reserves),
    ):
        for pick in picks:
            if pick.number in wanted:
                lines[pick.number].append(_seat_line(drawn, pick, names))
    return [
        PanelLine(number, tuple(seats[number]), tuple(reserves[number]))
        for number in numbers
    ]


def _seat_line(drawn: Drawn, pick: Pick, names: Mapping[str, str]) -> SeatLine:
    now = drawn.sitting.get((pick.number, pick.seat), pick.expert)
    return SeatLine(
        seat=pick.seat.replace("R", "候补 ") if pick.seat[0] == "R" else pick.seat,
        category=drawn.pool.labels.get(pick.category, ANY),
        expert=names.get(pick.expert, pick.expert),
        now="" if now == pick.expert else names.get(now, now) or "空缺",
        why=_why(pick),
    )


def _why(pick: Pick) -> str:
    """“候选 5 人，随机取第 3 位；其余：不属于该类 8 人”."""
    others = "、".join(f"{REASONS[key]} {n} 人" for key, n in pick.excluded.items())
    said = f"候选 {pick.candidates} 人，随机取第 {pick.index + 1} 位"
    return f"{said}；不作候选：{others}" if others else said


def event_lines(
    events: Iterable[DrawReplacement], names: Mapping[str, str]
) -> list[EventLine]:
    return [
        EventLine(
            number=str(each.dossier.number),
            seat=each.seat,
            leaves=names.get(each.leaves, each.leaves) or "空缺",
            cause=each.get_cause_display(),
            expert=names.get(each.expert, each.expert) or "候补中无人可递补",
            skipped=passed_over(each.skipped, names),
            at=each.at,
        )
        for each in events
    ]


def passed_over(
    skipped: Iterable[Sequence[str]], names: Mapping[str, str]
) -> tuple[str, ...]:
    return tuple(f"{names.get(code, code)}（{REASONS[why]}）" for code, why in skipped)


def about(draw: Draw, pool: DrawPool) -> dict[str, Any]:
    """What the official's and the public page have in common."""
    return {
        "draw": draw,
        "round": draw.round,
        "tone": tone(draw),
        "rules": rule_rows(pool),
        "promise": promise_rows(draw, pool),
        "digests": digest_rows(draw),
    }
