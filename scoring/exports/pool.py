"""专家库: the experts of a list with their load."""

from collections.abc import Iterable
from datetime import datetime

from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook
from scoring.models import Expert

HEAD = (
    Column("专家编号", width=11),
    Column("姓名", width=14),
    Column("工作单位", width=34),
    Column("单位统一社会信用代码", width=22),
    Column("职称", width=20),
    Column("专业领域", "long", 34),
    Column("所在城市", width=16),
    Column("从业年限（年）", "int", 10),
    Column("电子邮箱", width=28),
    Column("状态", width=14),
    Column("今天不能分派的原因", "long", 36),
    Column("在办批次分派（份）", "int", 12),
    Column("在办批次已交（份）", "int", 12),
    Column("累计已评（份）", "int", 10),
    Column("利益关系（家）", "int", 10),
)


def pool_workbook(
    rows: Iterable[tuple[Expert, str, str]], filters: str, *, at: datetime
) -> bytes:
    """Each expert with their loads, a word for their state, why not today."""
    lines = [
        (
            *(expert.code, expert.user.name, expert.employer, expert.employer_code),
            *(expert.title, "、".join(expert.fields), expert.city, expert.years),
            *(expert.user.email, state, out),
            *(expert.load, expert.handed_in, expert.reviewed, expert.ties),
        )
        for expert, state, out in rows
    ]
    sheet = Sheet(
        "专家库",
        HEAD,
        lines,
        title="专家库",
        notes=[f"{filters}，共 {len(lines)} 人，导出于 {beijing(at)}"],
        frozen_columns=2,
    )
    return write_workbook([sheet], at=at)
