"""What speaks for a double application (重复申报): noticed, never decided, here."""

from django.db.models import QuerySet

from applications.models import Dossier, Evidence
from applications.presentation.standing import kind_label

MOST_NAMED = 5


def duplicate_hints(dossier: Dossier, visible: QuerySet[Dossier]) -> list[str]:
    """A sentence a finding; what is not among ``visible`` is counted, never named.

    Five queries: the enterprise's other dossiers, the platform's name, shared files.
    """
    return [
        *_same_enterprise(dossier, visible),
        *_same_platform(dossier, visible),
        *_same_files(dossier, visible),
    ]


def _same_enterprise(dossier: Dossier, visible: QuerySet[Dossier]) -> list[str]:
    others = visible.filter(enterprise=dossier.enterprise_id).exclude(pk=dossier.pk)
    return [
        f"本单位在{_where(dossier, other)}还申报了"
        f"{kind_label(other.round.guide_key, other.kind)}：{other.number}"
        f"“{other.platform}”（{other.get_status_display()}）。"
        for other in others.for_list().order_by("-pk")[:MOST_NAMED]
    ]


def _where(dossier: Dossier, other: Dossier) -> str:
    same = other.round_id == dossier.round_id
    return "本批次" if same else f"批次 {other.round.code} "


def _same_platform(dossier: Dossier, visible: QuerySet[Dossier]) -> list[str]:
    name = dossier.platform.strip()
    if not name:
        return []
    found = (
        Dossier.objects.handed_in()
        .filter(round__province=dossier.round.province, platform__iexact=name)
        .exclude(enterprise=dossier.enterprise_id)
    )
    return _named(found, visible, "平台名称相同")


def _same_files(dossier: Dossier, visible: QuerySet[Dossier]) -> list[str]:
    mine = Evidence.objects.filter(dossier=dossier).values("sha256")
    found = (
        Dossier.objects.handed_in()
        .filter(round__province=dossier.round.province, evidence__sha256__in=mine)
        .exclude(enterprise=dossier.enterprise_id)
        .distinct()
    )
    return _named(found, visible, "有内容完全相同的佐证文件")


def _named(
    found: QuerySet[Dossier], visible: QuerySet[Dossier], what: str
) -> list[str]:
    """Whom this reader may know by name, how many others there are."""
    rows = list(found.order_by("pk").values_list("pk", "number", "enterprise__name"))
    known = set(
        visible.filter(pk__in=[row[0] for row in rows]).values_list("pk", flat=True)
    )
    lines = [
        f"{number} {enterprise}与本单位{what}，请核对是否同一平台重复申报。"
        for pk, number, enterprise in rows
        if pk in known
    ]
    unnamed = len(rows) - len(lines)
    if unnamed:
        lines.append(f"外市另有 {unnamed} 份申报与本单位{what}，由省级主管部门核对。")
    return lines[:MOST_NAMED]
