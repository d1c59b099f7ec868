"""What was asked to be put right, and what was done about it, item by item."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from applications.models import CorrectionItem, Dossier
from applications.presentation.comparing import (
    WORDS,
    Compared,
    Marked,
    Snapshot,
    compare,
    of_draft,
    of_version,
)
from applications.presentation.openings import side_of
from applications.presentation.outstanding import sections_for
from applications.presentation.sections import Section


@dataclass(frozen=True, slots=True)
class Corrected:
    """One item: ``is_changed`` is None until the dossier is handed in again."""

    item: CorrectionItem
    side: str
    done: tuple[str, ...]
    is_changed: bool | None

    @property
    def word(self) -> str:
        return {True: "已修改", False: "未修改", None: "等待补正"}[self.is_changed]

    @property
    def tone(self) -> str:
        return {True: "ok", False: "err", None: "muted"}[self.is_changed]


def corrected(dossier: Dossier, *, with_draft: bool = False) -> tuple[Corrected, ...]:
    """Every item of every return, the last one's first.

    ``with_draft``, for its enterprise alone: what was changed so far, too. One query
    where nothing was ever asked, else three or four.
    """
    items = list(
        CorrectionItem.objects.filter(step__dossier=dossier)
        .select_related("step__by")
        .order_by("-step_id", "pk")
    )
    if not items:
        return ()
    sections = sections_for(dossier)
    kept = {each.pk: each for each in dossier.versions.all()}
    later = {each.number: of_version(each) for each in kept.values()}
    draft = of_draft(dossier) if with_draft and dossier.is_editable else None
    found: dict[int, dict[str, Compared] | None] = {}
    for pk in {each.version_id for each in items}:
        after = later.get(kept[pk].number + 1, draft)
        found[pk] = after and _by_section(of_version(kept[pk]), after, sections)
    return tuple(_corrected(each, found[each.version_id]) for each in items)


def _by_section(
    old: Snapshot, new: Snapshot, sections: Iterable[Section]
) -> dict[str, Compared]:
    return {each.id: each for each in compare(old, new, sections)}


def _corrected(item: CorrectionItem, compared: dict[str, Compared] | None) -> Corrected:
    side = side_of(item)
    if compared is None:
        return Corrected(item, side, (), None)
    section = compared.get(item.section)
    done = tuple(_done(section, item.unit)) if section else ()
    return Corrected(item, side, done, bool(done))


def _done(section: Compared, unit: str) -> Iterable[str]:
    """In words what was changed there; nothing where nothing was."""
    for pair in section.pairs:
        if unit in ("", pair.unit):
            what = f"{pair.label}：" if not unit else ""
            yield f"{what}{pair.old or '未填写'} → {pair.new or '未填写'}"
    rows = [each for each in section.rows if unit in ("", each.unit)]
    if rows:
        yield f"表格：{_counted(rows)}"
    elif section.is_reordered and unit in ("", section.table):
        yield "表格：各行次序改变"
    files = [each for each in section.files if unit in ("", each.unit)]
    if files:
        yield "佐证材料：" + "，".join(f"{each.word} {each.name}" for each in files)


def _counted(rows: list[Marked]) -> str:
    kinds = Counter(each.kind for each in rows)
    return "，".join(f"{WORDS[kind]} {number} 行" for kind, number in kinds.items())
