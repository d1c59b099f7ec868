"""Between a template and a dossier: what goes out, what of another one comes in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from applications.presentation.importing import by_name
from portal.filing_book import AsTyped, Filed, Layout
from portal.filing_book.layout import Item, Table

Document = Mapping[str, Any]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The file's document, the dossier's own where its template does not ask.

    ``absent`` are labels that the file has no place for; ``surplus`` those that it
    fills in and the dossier does not ask.
    """

    document: dict[str, Any]
    absent: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()


def fitted(filed: Filed, wanted: Layout, held: Document) -> Fitted:
    """``held`` is the dossier's document; nothing else of the file changes it."""
    if filed.layout.stamp == wanted.stamp:
        return Fitted(dict(filed.document))
    theirs, ours = _places(filed.layout), _places(wanted)
    absent = {key: ours[key] for key in ours.keys() - theirs.keys()}
    document = dict(filed.document)
    for item in absent.values():
        if (part := item.part) in ("profile", "metrics", "capabilities"):
            own = held.get(part, {}).get(item.id)
            document[part] = {**document[part], item.id: own}
    tables = {table.scope for table in filed.layout.tables}
    for table in wanted.tables:
        old = held.get(table.scope, [])
        new = document[table.scope] if table.scope in tables else old
        document[table.scope] = list(_rows(table, old, new, theirs.keys()))
    surplus = [theirs[key] for key in theirs if key not in ours]
    return Fitted(
        document,
        tuple(item.label for key, item in ours.items() if key in absent),
        tuple(item.label for item in surplus if _is_stated(item, filed.document)),
    )


def with_typed(layout: Layout, document: Document) -> dict[str, Any]:
    """The dossier's document with what was typed where that could not be read."""
    raw = {
        name: AsTyped(entry["raw"])
        for held in document.get("unread", {}).values()
        for name, entry in held.items()
        if entry["raw"]
    }
    said = dict(document)
    for item in (item for each in layout.chapters for item in each.items):
        if item.id in raw:
            said[item.part] = {**said.get(item.part, {}), item.id: raw[item.id]}
    for table in layout.tables:
        said[table.scope] = [
            {**row, **_typed_in(raw, f"{table.scope}-{number}-", table)}
            for number, row in enumerate(document.get(table.scope, []))
        ]
    answers = said.get("capabilities", {})
    for item in layout.abilities:
        if text := raw.get(f"{item.id}-statement"):
            answers = {
                **answers,
                item.id: {**answers.get(item.id, {}), "statement": text},
            }
    return {**said, "capabilities": answers}


def _typed_in(raw: Mapping[str, str], head: str, table: Table) -> dict[str, str]:
    names = {item.id: f"{head}{item.id}" for item in table.items}
    return {id: raw[name] for id, name in names.items() if name in raw}


def _places(layout: Layout) -> dict[tuple[Any, ...], Item]:
    """What is asked, by all that says how its answer is read."""
    chapters = (item for each in layout.chapters for item in each.items)
    columns = (item for table in layout.tables for item in table.items)
    every = (*chapters, *columns, *layout.abilities)
    return {_key(item): item for item in every}


def _key(item: Item) -> tuple[Any, ...]:
    return item.part, item.id, item.type, item.unit, item.choices


def _rows(table: Table, old: Rows, new: Rows, asked: Any) -> Iterator[dict[str, Any]]:
    """The file's rows with the dossier's own columns, found again by their names."""
    taken = [item.id for item in table.items if _key(item) in asked]
    own = [item.id for item in table.items if _key(item) not in asked]
    before = by_name(old)
    for name, row in by_name(new).items():
        was = before.get(name, {})
        kept = {id: was[id] for id in own if id in was}
        yield {**{id: row[id] for id in taken if id in row}, **kept}


def _is_stated(item: Item, document: Document) -> bool:
    """Whether the file says anything there; a row's column in any of its rows."""
    part = document.get(item.part, {})
    places = part if isinstance(part, list) else [part]
    return any(each.get(item.id) is not None for each in places)
