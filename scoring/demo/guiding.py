"""What which points stand for, in the round that experts are at; invented."""

from portal import rules
from portal.rules.anchors import Anchors, typed_anchors

#: By how heavy an indicator is: the heaviest are those on which experts differ most.
TEXTS = {
    10: "8-10 案例完整，有合同和成效佐证（示例）\n5-7.9 有案例，佐证不全（示例）\n"
    "0-4.9 只有描述（示例）",
    8: "6-8 多个行业或区域有案例（示例）\n3-5.9 单一行业有案例（示例）\n"
    "0-2.9 没有可核对的案例（示例）",
}


def guidance(table: rules.IndicatorTable) -> dict[str, Anchors]:
    return {
        leaf.code: typed_anchors(TEXTS[int(leaf.weight)], leaf.weight)
        for leaf in table.indicators
        if leaf.weight in TEXTS
    }
