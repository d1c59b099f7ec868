"""A departure from a published list as its pages tell it, and before each step."""

from scoring.models import Replacement, ShortlistEntry
from scoring.rankings.confirmations import Step

STEPS = {
    "approve": Step(
        "复核退出和递补", "确认复核",
        (
            "您确认退出的理由和证据属实，递补的单位是候补中的下一家。",
            "您的姓名、意见和时间记入审签记录，不能修改；转到下一环节。",
            "最后一个环节签署后，可以公示。",
        ),
    ),
    "return": Step(
        "退回", "确认退回",
        ("退回所选的环节，该环节和以后各环节的签署一并失效，须重新签署。",),
        is_dangerous=True,
    ),
    "publish": Step(
        "公示退出和递补", "确认公示",
        (
            "名单立即更改：退出的单位不再入选，递补的单位列为拟入选，另行公示。",
            "公示页写明谁退出、谁递补、理由和公示期；递补的单位在公示期内接受异议。",
            "涉及单位的评审意见书和结果通知书（含已经发出的）作废，请重新生成并发出；"
            "在“文书核验”查到的旧文书注明作废和代替它的文书。",
        ),
        irreversible="公示以后不能撤回。",
    ),
    "confirm": Step(
        "确定递补", "确认确定",
        ("公示已经结束，递补的单位由拟入选改为入选，公示页写明已确定。",),
        irreversible="确定以后不再受理对递补的异议。",
    ),
    "drop": Step(
        "撤回退出和递补", "确认撤回",
        ("这一件不再办理，名单不变；理由和审签记录留存。",),
        is_dangerous=True,
    ),
}  # fmt: skip


def summary_of(replacement: Replacement) -> list[tuple[str, str]]:
    """Who, why, and who follows, pair by pair."""
    rows = [
        ("退出", name_of(replacement.leaver)),
        ("事由", replacement.get_ground_display()),
        ("理由", replacement.reason),
        ("递补", follower_of(replacement)),
    ]
    rows += [(f"越过 {number}", words) for number, words in replacement.passed]
    if replacement.choice:
        rows.append(("并列候补怎样确定", replacement.choice))
    return rows


def name_of(entry: ShortlistEntry) -> str:
    """第 3 名 A-03 示例有限公司（长春市）."""
    dossier = entry.dossier
    enterprise = dossier.enterprise
    return f"第 {entry.place} 名 {dossier.number} {enterprise}（{enterprise.city}）"


def follower_of(replacement: Replacement) -> str:
    """Who follows, or why nobody does."""
    if replacement.follower:
        return name_of(replacement.follower)
    if replacement.leaves_the_reserve:
        return "退出的是候补，不须递补"
    return "候补名单中没有可以递补的单位"
