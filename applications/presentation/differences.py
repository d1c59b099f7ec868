"""What two documents differ in, and in which files: values in, values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.rules.digests import WORKING

Document = Mapping[str, Any]
Row = Mapping[str, Any]
File = Mapping[str, Any]

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a part, or (``id`` is "") a part as a whole; None: not stated."""

    part: str
    id: str
    old: Any
    new: Any


def changes(old: Document, new: Document) -> tuple[Change, ...]:
    """All that differs, but for what a document keeps for the hand that fills it in."""
    found = []
    for part in sorted((old.keys() | new.keys()) - set(WORKING)):
        before, after = old.get(part), new.get(part)
        if _is_mapping(before) and _is_mapping(after):
            pairs = ((id, (before or {}).get(id), (after or {}).get(id))
                     for id in sorted({*(before or ()), *(after or ())}))  # fmt: skip
            found += [Change(part, id, a, b) for id, a, b in pairs if a != b]
        elif before != after:
            found.append(Change(part, "", before, after))
    return tuple(found)


def applied(document: Document, made: Iterable[Change]) -> dict[str, Any]:
    """The document after these changes."""
    after = dict(document)
    for change in made:
        if change.id:
            part = {**(after.get(change.part) or {}), change.id: change.new}
            after[change.part] = {k: v for k, v in part.items() if v is not None}
        elif change.new is None:
            after.pop(change.part, None)
        else:
            after[change.part] = change.new
    return after


def _is_mapping(value: Any) -> bool:
    return value is None or isinstance(value, Mapping)


def row_pairs(
    old: Iterable[Row], new: Iterable[Row]
) -> list[tuple[Row | None, Row | None]]:
    """Rows side by side: equal ones first, then those of one name, then by place.

    None stands where a row has no counterpart. In the order of the new rows, what was
    taken away last.
    """
    left, right = list(enumerate(old)), list(enumerate(new))
    matched: dict[int, Row] = {}
    for alike in (_equal, _one_name, _one_place):
        for theirs in list(right):
            mine = next((each for each in left if alike(each, theirs)), None)
            if mine is not None:
                matched[theirs[0]] = mine[1]
                left.remove(mine)
                right.remove(theirs)
    pairs = [(matched.get(place), row) for place, row in enumerate(new)]
    return [*pairs, *((row, None) for _, row in left)]


Placed = tuple[int, Row]


def _equal(mine: Placed, theirs: Placed) -> bool:
    return mine[1] == theirs[1]


def _one_name(mine: Placed, theirs: Placed) -> bool:
    return mine[1].get("name") == theirs[1].get("name")


def _one_place(mine: Placed, theirs: Placed) -> bool:
    return mine[0] == theirs[0]


def row_kind(old: Row | None, new: Row | None) -> str:
    if old is None:
        return ADDED
    if new is None:
        return REMOVED
    return SAME if old == new else CHANGED


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that came, went, or stands on other pages or under another name."""

    kind: str
    file: File
    before: File | None = None


def file_changes(
    old: Iterable[File], new: Iterable[File], *, all: bool = False
) -> tuple[FileChange, ...]:
    """By place and content; with those that stayed, if ``all`` is wanted."""
    before = {_place(each): each for each in old}
    after = {_place(each): each for each in new}
    found = [FileChange(REMOVED, before[p]) for p in before if p not in after]
    for place, file in after.items():
        was = before.get(place)
        if was is None:
            found.append(FileChange(ADDED, file))
        elif (was["name"], was["pages"]) != (file["name"], file["pages"]):
            found.append(FileChange(CHANGED, file, was))
        elif all:
            found.append(FileChange(SAME, file))
    return tuple(found)


def _place(file: File) -> tuple[str, str, str]:
    return file["section"], file["clause"], file["sha256"]
