"""Why one is selected, or is not, where the place alone does not say: in words."""

from portal import rules
from portal.rules import Ground, Shortfall, Why
from scoring.facts.cuts import Cut


def grounds_in_words(cut: Cut | None) -> dict[str, str]:
    """By dossier."""
    if cut is None:
        return {}
    return {number: ground_in_words(each) for number, each in cut.grounds.items()}


def reserve_of(cut: Cut | None) -> dict[str, int]:
    """Who may follow, and in which order, by dossier."""
    waiting = cut.reserve if cut else ()
    return {number: place for place, number in enumerate(waiting, start=1)}


def ground_in_words(ground: Ground) -> str:
    """The same on page, workbook, letter and result; places, never a name."""
    match ground.why:
        case Why.SHORT:
            return "；".join(map(_missed, ground.shortfalls))
        case Why.CITY_FULL:
            return f"本市名额 {ground.most} 家已满：{_places(ground)}"
        case Why.CITY_TIED:
            return (
                f"本市名额 {ground.most} 家还剩 {ground.room} 家，"
                f"第 {ground.places[0]} 名在本市并列 {len(ground.places)} 家，"
                "不能只取其中一部分，本市自该名次起不再入选"
            )
        case Why.KEPT:
            return (
                f"名额已满：按每市至少 {ground.most} 家，"
                f"其中 {ground.room} 个名额给了名次在后的申报"
            )
        case Why.LEFT:
            followed = f"，由{_places(ground)}递补" if ground.places else ""
            return f"公示后退出名单{followed}"
        case Why.FOLLOWS:
            return f"公示后递补入选，接替{_places(ground)}"
    return f"按每市至少 {ground.most} 家入选"


def _missed(short: Shortfall) -> str:
    name = f"“{short.group}”得分" if short.group else "总分"
    return (
        f"{name} {short.mark:.2f} 分，低于规定的 {rules.plain(short.least)} 分，"
        f"差 {short.short_by:.2f} 分"
    )


def _places(ground: Ground) -> str:
    return f"第 {'、'.join(map(str, ground.places))} 名"
