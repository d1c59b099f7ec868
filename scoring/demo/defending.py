"""On-site defences: held and ended for all kinds but one, which is at it today."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal import rules
from portal.rules.defence import DefenceRules, read_defence
from scoring.actions import defence_course, defence_sheets, defences, substituting
from scoring.demo.story import Story
from scoring.facts.defences import to_call
from scoring.facts.lines import Line
from scoring.facts.substitutes import substitutes_for
from scoring.facts.timetables import Plan
from scoring.models import Assignment, Defence, DefenceCall

RULES = {
    "weight": "30",
    "sheet": [
        {"name": "平台演示", "points": "40", "about": "现场连接运行中的平台（示例）"},
        {"name": "建设成效", "points": "40", "about": "对照申报书的成效数据（示例）"},
        {"name": "回答提问", "points": "20", "about": ""},
    ],
    "absence": "zero",
    "bring": "演示电脑、营业执照复印件、参加人员身份证（示例）",
}
COMMENT = "演示和回答与申报材料一致。（示例）"
KNOWN = "答辩时认出申报单位项目负责人是本人学生。（示例）"
INSTEAD = "原专家回避，按次序取第一位。（示例）"
WRONG = "会议室安排有误，先取消，重新召集。（示例）"
UNDER_WAY = "comprehensive"
#: So many a day of the kind under way: the others come on the next workday.
A_DAY = 2
TENTH = Decimal("0.1")
#: One expert after another is a little kinder.
STEP = Decimal("0.02")
Seats = list[Assignment]


def ruled() -> DefenceRules:
    return read_defence(RULES)


def defend(story: Story, now: datetime) -> None:
    """The last of the region does not come; the first call of the kind that is under
    way was a mistake; one of its experts stands back and is replaced."""
    called_at, held_at = now - timedelta(days=9), now - timedelta(days=4)
    for room, kind in enumerate(story.round.kinds, start=301):
        is_over = kind != UNDER_WAY
        lines = to_call(story.round, kind)
        if not is_over:
            wrong = _call(story, kind, lines, called_at - timedelta(hours=3))
            defences.cancel(call=wrong, reason=WRONG, by=story.official, at=called_at)
        call = _call(story, kind, lines, called_at)
        _arrange(story, call, held_at if is_over else now, room, is_over=is_over)
        found = {line.number: (line, _seats(line)) for line in lines}
        if is_over:
            _hold(story, call, found, now - timedelta(days=2))
        else:
            _begin(story, call, found, now)


def _call(story: Story, kind: str, lines: Sequence[Line], at: datetime) -> DefenceCall:
    numbers = [line.number for line in lines]
    return defences.call_in(
        round=story.round, kind=kind, numbers=numbers, by=story.official, at=at
    )


def _arrange(
    story: Story, call: DefenceCall, at: datetime, room: int, *, is_over: bool
) -> None:
    plan = Plan(
        day=at.astimezone(rules.BEIJING).date(),
        begins=timedelta(hours=9),
        minutes=20,
        rest=5,
        per_day=12 if is_over else A_DAY,
        place=f"示例会议中心 {room} 会议室",
        is_by_lot=not is_over,
    )
    defences.set_timetable(call=call, plan=plan, by=story.official, at=call.called_at)


def _seats(line: Line) -> Seats:
    seats = line.dossier.assignments.filter(state=Assignment.State.DECLARED)
    return list(seats.select_related("expert__user", "dossier__round").order_by("pk"))


def _hold(
    story: Story,
    call: DefenceCall,
    found: Mapping[str, tuple[Line, Seats]],
    at: datetime,
) -> None:
    """Everybody marks; of the region the last one is absent."""
    lines = dict(found)
    if call.kind == "regional":
        last, _ = lines.popitem()
        defence_course.miss(
            defence=Defence.objects.get(call=call, dossier__number=last),
            reason="到场时间过后 30 分钟仍未到场，电话无人接听。（示例）",
            by=story.official, at=at,
        )  # fmt: skip
    for line, seats in lines.values():
        for nth, seat in enumerate(seats):
            _mark(seat, line, nth, at)
    defence_course.end(call=call, reason="", by=story.official, at=at)


def _begin(
    story: Story,
    call: DefenceCall,
    found: Mapping[str, tuple[Line, Seats]],
    now: datetime,
) -> None:
    """The first has all its sheets; of the second one is in and one begun; from the
    third, who comes on another day, an expert stood back and another comes."""
    slots = Defence.objects.filter(call=call).order_by("starts_at")
    for turn, number in enumerate(slots.values_list("dossier__number", flat=True)):
        line, seats = found[str(number)]
        if turn == 0:
            for nth, seat in enumerate(seats):
                _mark(seat, line, nth, now)
        elif turn == 1:
            for nth, seat in enumerate(seats[:2]):
                _mark(seat, line, nth, now, is_handed_in=nth == 0)
        elif turn == A_DAY:
            _replace(story, seats[0], now)


def _replace(story: Story, seat: Assignment, at: datetime) -> None:
    defence_sheets.stand_back(assignment=seat, reason=KNOWN, by=seat.expert.user, at=at)
    defence = Defence.objects.for_list().get(dossier=seat.dossier)
    able = substitutes_for(defence, at.astimezone(rules.BEIJING).date()).able
    for expert in able[:1]:
        substituting.substitute(
            seat=seat, expert=expert, reason=INSTEAD, by=story.official, at=at
        )


def _mark(
    seat: Assignment, line: Line, nth: int, at: datetime, *, is_handed_in: bool = True
) -> None:
    """About what the documents were worth, so that a tie of theirs stays one."""
    level = min((line.mark or Decimal(0)) / 100 + STEP * nth, Decimal(1))
    items = ruled().table.indicators
    who = {"assignment": seat, "by": seat.expert.user, "at": at}
    version = defence_sheets.save(
        points={each.code: _points(each, level) for each in items},
        comments=dict.fromkeys((each.code for each in items), COMMENT),
        version=1,
        **who,
    )
    if is_handed_in:
        defence_sheets.hand_in(version=version, **who)


def _points(item: rules.Indicator, level: Decimal) -> str:
    return str((item.weight * level).quantize(TENTH, ROUND_HALF_UP))
