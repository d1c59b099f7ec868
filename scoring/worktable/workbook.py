"""The work table as a workbook: exactly what is seen, and by which conditions."""

from collections.abc import Sequence
from datetime import datetime

from applications.models import Round
from portal.templatetags.portal import beijing
from portal.workbook import Column as Cells
from portal.workbook import Sheet, write_workbook
from scoring.worktable.asked import Asked
from scoring.worktable.rows import WorkRow


def table_workbook(
    round: Round, asked: Asked, rows: Sequence[WorkRow], picked: bool, *, at: datetime
) -> bytes:
    """The rows in their order under the columns shown; ``picked``: chosen by hand."""
    conditions = "；".join(words for _, words, _ in asked.words) or "无"
    which = f"其中选中的 {len(rows)} 家" if picked else f"共 {len(rows)} 家"
    notes = [
        f"筛选条件：{conditions}；{which}",
        f"次序：{asked.order_in_words}；数据截至 {beijing(at, 'short')}",
    ]
    columns = [Cells(c.head, c.type, c.width) for c in asked.columns]
    values = ([column.value(row) for column in asked.columns] for row in rows)
    title = f"{round.title} · 工作台账"
    return write_workbook([Sheet("台账", columns, values, title, notes, 2)], at=at)
