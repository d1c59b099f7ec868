"""The library over the years: who came, was promoted, left, and how many there are."""

from collections import Counter
from datetime import date

from django.db.models import Count, QuerySet

from portal.workbook import Column
from scoring.dashboards.chart import Bars, Chart, Row, Series, numbers, sums
from scoring.models import LibraryDecision, LibraryEntry
from scoring.publicity import UNNAMED

Level, State = LibraryEntry.Level, LibraryEntry.State
#: Entries alike in these: the years of coming and leaving, library, level, state.
Alike = Counter[tuple[int, int | None, str, str, str]]
NOBODY = "还没有入库的平台。名单公示结束并确定以后，入选的平台在这里计数。"
COUNTED = "按入库、晋升和退出生效的年份计；本年计到数据截至时。"


def library_charts(
    entries: QuerySet[LibraryEntry], decisions: QuerySet[LibraryDecision], today: date
) -> list[Chart]:
    """Of the entries and decisions that the reader may see. Two queries."""
    alike = _alike(entries)
    return [_over_years(alike, _promoted(decisions), today), _as_it_stands(alike)]


def _alike(entries: QuerySet[LibraryEntry]) -> Alike:
    columns = ("since__year", "left_on__year", "library", "level", "state")
    counted = entries.order_by().values_list(*columns).annotate(count=Count("pk"))
    return Counter({tuple(key): count for *key, count in counted})


def _promoted(decisions: QuerySet[LibraryDecision]) -> dict[int, int]:
    """Each year in Beijing, which is the portal's own time."""
    done = decisions.confirmed().filter(kind=LibraryDecision.Kind.PROMOTED)
    rows = done.order_by().values_list("settled_at__year")
    return dict(rows.annotate(count=Count("pk")))


def _over_years(alike: Alike, promoted: dict[int, int], today: date) -> Chart:
    came, left = Counter[int](), Counter[int | None]()
    for (since, until, *_), count in alike.items():
        came[since] += count
        left[until] += count
    rows: list[Row] = []
    standing = 0
    for year in range(min(came), today.year + 1) if came else ():
        standing += came[year] - left[year]
        figures = (came[year], promoted.get(year, 0), left[year], standing)
        rows.append((f"{year} 年", *figures))
    return Chart(
        key="library",
        title="入选平台库历年变化",
        unit="家",
        text=_said(rows),
        columns=(
            Column("年度", width=14),
            *numbers("新入库", "由储备晋升重点", "退出", "年末在库"),
        ),
        rows=tuple(rows),
        shape=Bars((*(Series(n) for n in (1, 2, 3)), Series(4, is_line=True))),
        note=COUNTED,
    )


def _said(rows: list[Row]) -> str:
    if not rows:
        return NOBODY
    year, came, promoted, left, standing = rows[-1]
    return (
        f"现在在库 {standing} 家。{year}新入库 {came} 家，"
        f"晋升 {promoted} 家，退出 {left} 家。"
    )


def _as_it_stands(alike: Alike) -> Chart:
    """Each library and level, by state."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for (_, _, library, level, state), count in sorted(alike.items(), key=str):
        found.setdefault((library or UNNAMED, level), Counter())[state] += count
    rows = tuple(
        (f"{library}（{Level(level).label}）", *(states[s] for s in State.values))
        for (library, level), states in found.items()
    )
    said = [f"{row[0]} {row[1] + row[2]} 家" for row in rows]
    return Chart(
        key="library-now",
        title="各库现状",
        unit="家",
        text=f"在库和整改中的：{'，'.join(said)}。" if said else NOBODY,
        columns=(Column("库和层级", width=30), *numbers(*State.labels)),
        rows=rows,
        shape=Bars(tuple(Series(n + 1) for n in range(len(State))), True, True),
        total=sums(rows),
    )
