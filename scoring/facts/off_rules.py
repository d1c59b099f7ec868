"""A line that is not the quota that the round published with its rules."""

from decimal import Decimal

from applications.models import Round
from scoring.models import Shortlist


class LineUnexplained(Exception):
    """The line is not the rules' own, and nobody says why; the message asks."""


def is_off_rules(round: Round, kind: str, quota: int | None) -> bool:
    """Another quota, or None for a mark, where the rules name a quota."""
    own = round.quotas.get(kind)
    return own is not None and quota != own


def explained(round: Round, kind: str, quota: int | None, reason: str) -> str:
    """The reason of a line; nothing of one that needs none. Raises LineUnexplained."""
    if not is_off_rules(round, kind, quota):
        return ""
    if not reason.strip():
        raise LineUnexplained(
            f"{off_rules_in_words(round, kind, quota)}，没有写明理由。"
            "请写明入围线与规则名额不同的理由，或改按规则名额冻结。"
        )
    return reason


def off_rules_in_words(round: Round, kind: str, quota: int | None) -> str:
    """规则名额 3 家，实取名额 4 家; whoever reads the notice knows no mark."""
    taken = "实按分数线取" if quota is None else f"实取名额 {quota} 家"
    return f"规则名额 {round.quotas[kind]} 家，{taken}"


def kept_reason(
    shortlist: Shortlist, quota: int | None, minimum: Decimal | None
) -> str:
    """The old list's reason, for one made again by the same line."""
    same = (quota, minimum) == (shortlist.quota, shortlist.minimum_mark)
    return shortlist.line_reason if same else ""


def line_reason_of(round: Round, shortlist: Shortlist) -> str:
    """How a frozen line differs from the rules, and why; empty where it does not."""
    if not shortlist.line_reason:
        return ""
    quota = shortlist.quota if shortlist.cut == Shortlist.Cut.QUOTA else None
    words = off_rules_in_words(round, shortlist.kind, quota)
    return f"{words}，理由：{shortlist.line_reason}"
