"""A chart's table as a workbook, with what the page says around it."""

from datetime import datetime

from portal.templatetags.portal import beijing
from portal.workbook import Sheet, write_workbook
from scoring.dashboards.chart import Chart


def chart_workbook(chart: Chart, about: str, *, at: datetime) -> bytes:
    """``about`` names the round or the province."""
    notes = [
        f"单位：{chart.unit}；数据截至 {beijing(at, 'short')}（北京时间）",
        chart.text,
        *([chart.note] if chart.note else []),
    ]
    rows = [*chart.rows, *([chart.total] if chart.total else [])]
    title = f"{about} · {chart.title}"
    return write_workbook(
        [Sheet(chart.title, chart.columns, rows, title, notes, 1)], at=at
    )
