"""Two people's versions of one section, laid over each other field by field.

A unit is what is merged or kept as a whole: a figure, an answer with its statement, or
all rows of a table, since rows are counted together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]
Unit = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be saved; ``clashes``: both sides changed these, differently."""

    values: dict[str, Any]
    clashes: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


def in_document(document: Values, section: str, values: Values) -> dict[str, Any]:
    """What the document holds of those fields, in the shape of ``values``."""
    held: dict[str, Any] = {"unread": document.get("unread", {}).get(section, {})}
    for part, given in values.items():
        if part == "unread":
            continue
        if isinstance(given, Mapping):
            both = document.get(part, {})
            held[part] = {id: both.get(id) for id in given}
        else:
            held[part] = list(document.get(part, ()))
    return held


def merged_over(
    theirs: Values, mine: Values, seen: Values, locked: frozenset[str] = frozenset()
) -> Merged:
    """Mine over theirs: what only one side changed since ``seen`` needs no question."""
    here, there, before = units_of(mine), units_of(theirs), units_of(seen)
    taken, clashes = [], []
    for unit, said in here.items():
        part, id = unit
        name = id or part
        if said == there.get(unit):
            continue
        if name in locked or said == before.get(unit):
            taken.append(unit)
        elif there.get(unit) != before.get(unit):
            clashes.append(name)
    values = _with(mine, theirs, taken)
    return Merged(values, tuple(clashes), tuple(id or part for part, id in taken))


def units_of(values: Values) -> dict[Unit, dict[str, str]]:
    """The text of every control, by unit; blank ones are left out."""
    units: dict[Unit, dict[str, str]] = {}
    unread = values.get("unread", {})
    for unit, said in _stated(values):
        part, id = unit
        for name, entry in unread.items():
            if name in {id, f"{id}-statement"} or (not id and _is_row(part, name)):
                said[name] = entry["raw"]
        units[unit] = {name: text for name, text in said.items() if text}
    return units


def flat(values: Values) -> dict[str, str]:
    """Every control that is not blank, by its name."""
    return {k: v for said in units_of(values).values() for k, v in said.items()}


def _stated(values: Values) -> Iterator[tuple[Unit, dict[str, str]]]:
    for part, given in values.items():
        if part == "unread":
            continue
        if not isinstance(given, Mapping):
            cells = {
                f"{part}-{index}-{name}": as_said(value)
                for index, row in enumerate(given)
                for name, value in row.items()
            }
            yield (part, ""), cells
        elif part == "capabilities":
            for id, said in given.items():
                answer = said or {}
                words = {id: answer.get("answer", "")}
                words[f"{id}-statement"] = answer.get("statement", "")
                yield (part, id), words
        else:
            for id, value in given.items():
                yield (part, id), {id: as_said(value)}


def _with(mine: Values, theirs: Values, taken: list[Unit]) -> dict[str, Any]:
    values = {k: dict(v) if isinstance(v, Mapping) else v for k, v in mine.items()}
    unread = values.setdefault("unread", {})
    for part, id in taken:
        values[part] = {**values[part], id: theirs[part][id]} if id else theirs[part]
        for name in [n for n in unread if _belongs(part, id, n)]:
            del unread[name]
        for name, entry in theirs["unread"].items():
            if _belongs(part, id, name):
                unread[name] = entry
    return values


def _belongs(part: str, id: str, name: str) -> bool:
    return name in {id, f"{id}-statement"} if id else _is_row(part, name)


def _is_row(part: str, name: str) -> bool:
    return name.startswith(f"{part}-")


def as_said(value: Any) -> str:
    """A value of the document as the history of its field keeps it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
