"""推荐汇总表: what one city recommends in a round, in its order."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from applications.exports.rules import rules_sheet
from applications.models import Dossier, Round
from applications.presentation import kind_label, meets_all, rulings_in_force
from applications.presentation.checking import checks_by_dossier, in_short
from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook

COLUMNS = (
    Column("平台类型", width=16),
    Column("推荐顺序", "int", 10),
    Column("申报编号", width=18),
    Column("申报单位", width=34),
    Column("统一社会信用代码", width=22),
    Column("平台名称", width=30),
    Column("联系人", width=12),
    Column("联系电话", width=16),
    Column("门槛核对", width=12),
    Column("形式审查", "long", 30),
    Column("推荐意见", "long", 60),
    Column("当前状态", width=20),
)


def recommendations_workbook(
    round: Round, city: str, dossiers: Iterable[Dossier], *, at: datetime
) -> bytes:
    """The workbook; ``dossiers`` come with their enterprise and their document."""
    dossiers = list(dossiers)
    ruled = rulings_in_force(dossiers)
    checks = checks_by_dossier(dossiers)
    sheet = Sheet(
        "推荐汇总表",
        COLUMNS,
        [
            _row(round, each, ruled.get(each.pk, {}), in_short(checks[each.pk]))
            for each in dossiers
        ],
        title=f"{round.title} {city}推荐汇总表",
        notes=[
            f"批次 {round.code}，{city}共推荐 {len(dossiers)} 家，导出于 {beijing(at)}",
            "推荐单位（盖章）：",
        ],
    )
    return write_workbook([sheet, rules_sheet(round)], at=at)


def _row(
    round: Round, dossier: Dossier, ruled: dict[str, bool], checks: str
) -> list[Any]:
    profile = dossier.document.get("profile", {})
    words = {True: "达到", False: "未达到", None: ""}
    return [
        kind_label(round.guide_key, dossier.kind),
        dossier.recommended_order,
        dossier.number,
        dossier.enterprise.name,
        dossier.enterprise.credit_code,
        dossier.platform,
        profile.get("contact_name", ""),
        profile.get("contact_mobile", ""),
        words[meets_all(dossier.report, ruled)],
        checks,
        dossier.city_opinion,
        dossier.get_status_display(),
    ]
