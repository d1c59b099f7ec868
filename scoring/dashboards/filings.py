"""What was handed in: by day, by city or kind against places, by kind and state."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from applications.facts import guide_of
from applications.models import Dossier, Round
from applications.presentation.quotas import QuotaLine, quota_lines, quotas_by_city
from portal.templatetags.portal import beijing
from portal.workbook import Column
from scoring.dashboards.chart import Bars, Chart, Row, Series, name_of, numbers, sums
from scoring.dashboards.days import Days, day_of, running

Dossiers = QuerySet[Dossier]
Filed = Mapping[tuple[str, str, str], int]
State = Dossier.Status
#: Where a dossier may be once it was handed in, in the order of its way.
STATES = (
    (State.SUBMITTED, "待市级审核"),
    (State.RETURNED, "退回补正"),
    (State.DECLINED, "市级不予推荐"),
    (State.RECOMMENDED, "待省级受理"),
    (State.ACCEPTED, "已受理"),
    (State.REJECTED, "不予受理"),
)
FIRST = "按首次提交日计，撤回的不计；退回补正后再次提交的，仍计在首次提交日。"
PLACES = "“占名额”不含不占名额的单列推荐；有类型未设名额的，名额一栏为“—”。"
BY_PLACES = Bars((Series(1), Series(2), Series(4)))


def by_day(round: Round, counts: Days, at: datetime) -> Chart:
    today = day_of(at)
    closes = day_of(round.closes_at)
    rows = running(counts, day_of(round.opens_at), closes, today)
    return Chart(
        key="by-day",
        title="每日提交和累计提交",
        unit="份",
        text=_days_in_words(round, counts, closes, today),
        columns=(Column("日期", "date", 12), *numbers("当日提交", "累计提交")),
        rows=tuple(rows),
        shape=Bars(
            (Series(1), Series(2, is_line=True)), marked=(name_of(closes), "截止")
        ),
        note=FIRST,
    )


def _days_in_words(round: Round, counts: Days, closes: date, today: date) -> str:
    until = f"申报截止 {beijing(round.closes_at, 'deadline')}。"
    if not counts:
        return f"还没有提交的申报书。{until}"
    most = max(counts.values())
    busiest = min(day for day, count in counts.items() if count == most)
    last = "" if today < closes else f"；截止日当天 {counts.get(closes, 0)} 份"
    return (
        f"共提交 {sum(counts.values())} 份，最多的一天是 {beijing(busiest)}，"
        f"提交 {most} 份{last}。{until}"
    )


def filed(dossiers: Dossiers) -> Filed:
    """One query."""
    return filed_in(by_place(dossiers))


def by_place(dossiers: Dossiers) -> QuerySet:
    """How many by city, kind and state."""
    columns = ("enterprise__city", "kind", "status")
    rows = dossiers.handed_in().order_by().values_list(*columns)
    return rows.annotate(count=Count("pk"))


def filed_in(rows: Iterable[Sequence[Any]]) -> Filed:
    return {(city, kind, status): count for city, kind, status, count in rows}


def by_city(round: Round, filed: Filed) -> Chart:
    """Two queries."""
    counts = _sums(filed, 0)
    named = guide_of(round).cities.values()
    cities = list(dict.fromkeys([*named, *sorted(counts)]))
    quotas = quotas_by_city(round, cities)
    rows = [_places(city, counts[city], quotas[city]) for city in cities]
    return _against_places("by-city", "各市提交、推荐和名额", "设区市", rows)


def own_places(round: Round, filed: Filed, city: str) -> Chart:
    """A city's own, by kind. Two queries."""
    counts = _sums(filed, 1)
    lines = quota_lines(round, city)
    rows = [_places(line.label, counts[line.kind], [line]) for line in lines]
    title = "各类型提交、推荐和名额"
    return _against_places("by-places", title, "平台类型", rows)


def _sums(filed: Filed, part: int) -> Counter[str]:
    """By city, or by kind."""
    found: Counter[str] = Counter()
    for key, count in filed.items():
        found[key[part]] += count
    return found


def _places(name: str, filed: int, lines: Iterable[QuotaLine]) -> Row:
    """One limit for all of them, only where each has one."""
    lines = list(lines)
    limits = [line.most for line in lines]
    most = None if None in limits else sum(each or 0 for each in limits)
    taken = sum(line.taken for line in lines)
    return name, filed, taken, sum(line.exempt for line in lines), most


def _against_places(key: str, title: str, head: str, rows: Sequence[Row]) -> Chart:
    over = [str(row[0]) for row in rows if row[4] is not None and row[2] > row[4]]
    text = (
        f"共提交 {sum(row[1] for row in rows)} 份，推荐 "
        f"{sum(row[2] + row[3] for row in rows)} 份。"
    )
    if over:
        text += f"超出名额：{'、'.join(over)}。"
    columns = numbers("提交", "推荐（占名额）", "推荐（不占名额）", "名额")
    return Chart(
        key=key,
        title=title,
        unit="份",
        text=text,
        columns=(Column(head, width=18), *columns),
        rows=tuple(rows),
        shape=Bars(BY_PLACES.series, is_sideways=True),
        total=sums(rows),
        note=PLACES,
    )


def by_kind(round: Round, filed: Filed) -> Chart:
    """Where the dossiers of each kind are now."""
    found: Counter[tuple[str, str]] = Counter()
    for (_, kind, status), count in filed.items():
        found[kind, status] += count
    kinds = guide_of(round).kinds
    rows = []
    for kind in round.kinds:
        states = [found[kind, state.value] for state, _ in STATES]
        rows.append((kinds[kind].label, sum(states), *states))
    heads = numbers("提交", *(word for _, word in STATES))
    return Chart(
        key="by-kind",
        title="各类型的办理状态",
        unit="份",
        text=_states_in_words(rows),
        columns=(Column("平台类型", width=18), *heads),
        rows=tuple(rows),
        shape=Bars(tuple(Series(2 + n) for n in range(len(STATES))), True, True),
        total=sums(rows),
    )


def _states_in_words(rows: Sequence[Row]) -> str:
    filed = "，".join(f"{row[0]} {row[1]} 份" for row in rows)
    whole = [sum(column) for column in list(zip(*rows, strict=True))[2:]]
    states = "，".join(
        f"{word} {count} 份"
        for (_, word), count in zip(STATES, whole, strict=True)
        if count
    )
    return f"{filed}。{f'其中{states}。' if states else ''}"
