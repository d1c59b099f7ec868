"""A province's rounds and years side by side."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from applications.models import Dossier, Round
from portal.workbook import Column
from scoring.dashboards.chart import Bars, Chart, Row, Series, numbers, sums
from scoring.models import ShortlistEntry

HEADS = ("提交", "市级推荐", "受理", "入选")
ACCEPTED = Q(status=Dossier.Status.ACCEPTED) | Dossier.RECALLED
RECOMMENDED = Q(recommended_order__isnull=False)
SELECTED = "“入选”只计已公示的名单。"
NOWHERE = "还没有开放过批次。"


def round_charts(
    rounds: QuerySet[Round], dossiers: QuerySet[Dossier], entries: QuerySet
) -> list[Chart]:
    """By year and by round, of what the reader may see. Three queries."""
    listed = rounds.opened().order_by("year", "pk")
    stages = _stages(dossiers)
    selected = _selected(entries)
    by_round, by_year = [], {}
    for pk, code, year in listed.values_list("pk", "code", "year"):
        figures = (*stages.get(pk, (0, 0, 0)), selected.get(pk, 0))
        by_round.append((code, *figures))
        so_far = by_year.get(year, (0,) * len(HEADS))
        by_year[year] = tuple(map(sum, zip(so_far, figures, strict=True)))
    years = [(f"{year} 年", *figures) for year, figures in by_year.items()]
    return [
        _side_by_side("by-year", "历年提交、推荐、受理和入选", "年度", years),
        _side_by_side("by-round", "各批次提交、推荐、受理和入选", "批次", by_round),
    ]


def _stages(dossiers: QuerySet[Dossier]) -> dict[int, tuple[int, int, int]]:
    counted = (
        dossiers.handed_in()
        .order_by()
        .values_list("round_id")
        .annotate(
            filed=Count("pk"),
            recommended=Count("pk", filter=RECOMMENDED),
            accepted=Count("pk", filter=ACCEPTED),
        )
    )
    return {pk: tuple(figures) for pk, *figures in counted}


def _selected(entries: QuerySet[ShortlistEntry]) -> dict[int, int]:
    chosen = entries.filter(is_selected=True).order_by()
    rows = chosen.values_list("shortlist__round_id").annotate(count=Count("pk"))
    return dict(rows)


def _side_by_side(key: str, title: str, head: str, rows: Sequence[Row]) -> Chart:
    said = "；".join(f"{row[0]}：{_figures(row)}" for row in rows[-5:])
    return Chart(
        key=key,
        title=title,
        unit="家次",
        text=f"{said}。" if rows else NOWHERE,
        columns=(Column(head, width=18), *numbers(*HEADS)),
        rows=tuple(rows),
        shape=Bars(tuple(Series(n + 1) for n in range(len(HEADS)))),
        total=sums(rows),
        note=SELECTED,
    )


def _figures(row: Row) -> str:
    return "，".join(f"{head} {n}" for head, n in zip(HEADS, row[1:], strict=True))
