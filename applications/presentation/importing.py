"""What a filled template would change in a dossier: old and new, field by field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from applications.presentation.openings import Openings, units_of
from applications.presentation.sections import Section
from applications.presentation.values import in_unit, text_of

Document = Mapping[str, Any]
ANSWERS = {"yes": "符合", "partly": "部分符合", "no": "不符合"}
BLANK = "（空）"
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the preview; ``old`` and ``new`` are ready to print."""

    section: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Takeover:
    """What applying would write, by section, and what it comes to in words.

    ``kept`` counts cells that are blank in the file while the dossier states something;
    ``refused`` are changes where a return for correction leaves nothing open;
    ``unread`` the labels of what stays unreadable all the same.
    """

    sections: Mapping[str, Mapping[str, Any]]
    changes: tuple[Change, ...]
    kept: int
    refused: tuple[Change, ...] = ()
    unread: tuple[str, ...] = ()


def takeover_of(
    sections: tuple[Section, ...],
    document: Document,
    filed: Document,
    *,
    clear: bool,
    openings: Openings,
) -> Takeover:
    """The comparison; a blank cell clears only where ``clear`` says so."""
    found: dict[str, Mapping[str, Any]] = {}
    changes: list[Change] = []
    refused: list[Change] = []
    kept = 0
    unread: list[str] = []
    for section in sections:
        locked = openings.locked_in(section)
        if locked:
            refused += _refused(section, document, filed, clear, locked)
        open_filed = _without(section, document, filed, locked)
        values, lines, left = _compared(section, document, open_filed, clear)
        kept += left
        typed = document.get("unread", {}).get(section.id, {})
        rest = {k: v for k, v in typed.items() if not _is_said(k, values)}
        unread += [entry["label"] for entry in rest.values()]
        if lines:
            found[section.id] = {**values, "unread": rest}
            changes += lines
    return Takeover(found, tuple(changes), kept, tuple(refused), tuple(unread))


def _without(
    section: Section, document: Document, filed: Document, locked: frozenset[str]
) -> Document:
    """The file, with what the dossier states in the place of what is locked."""
    changed = dict(filed)
    for part, id, _, _ in _asked(section):
        if id in locked:
            held = document.get(part, {}).get(id)
            changed[part] = {**changed.get(part, {}), id: held}
    if section.rows in locked:
        changed[section.rows] = document.get(section.rows, [])
    return changed


def _refused(
    section: Section,
    document: Document,
    filed: Document,
    clear: bool,
    locked: frozenset[str],
) -> list[Change]:
    """What the file would change where nothing may be changed."""
    rest = frozenset(each.id for each in units_of(section)) - locked
    only = _without(section, document, filed, rest)
    return _compared(section, document, only, clear)[1]


def _is_said(name: str, values: Document) -> bool:
    """Whether an entry that could not be read is answered by the file."""
    head = name.partition("-")[0]
    parts = ("profile", "metrics", "capabilities")
    return head in values or any(head in values.get(part, {}) for part in parts)


def _compared(
    section: Section, document: Document, filed: Document, clear: bool
) -> tuple[dict[str, Any], list[Change], int]:
    values: dict[str, Any] = {}
    lines: list[Change] = []
    kept = 0
    for part, id, label, shown in _asked(section):
        old, new = document.get(part, {}).get(id), filed.get(part, {}).get(id)
        if new is None and old is not None and not clear:
            kept += 1
        elif not same(old, new):
            values.setdefault(part, {})[id] = new
            lines.append(Change(section.title, label, shown(old), shown(new)))
    if section.rows:
        old, new = document.get(section.rows, []), filed.get(section.rows, [])
        if not new and old and not clear:
            kept += len(old)
        elif rows := list(_of_rows(section, old, new)):
            values[section.rows] = new
            lines += rows
    return values, lines, kept


def _asked(section: Section) -> Iterator[tuple[str, str, str, Any]]:
    for field in section.fields:
        yield "profile", field.id, field.label, _shower(field)
    for metric in section.metrics:
        yield "metrics", metric.id, metric.label, _shower(metric)
    for question in section.questions:
        metric = question.metric
        yield "capabilities", metric.id, metric.label, _answer


def _shower(asked: Any) -> Callable[[Any], str]:
    def show(value: Any) -> str:
        text = text_of(asked.type, value)
        return _short(in_unit(text, asked.unit or "") if text else "")

    return show


def _short(text: str) -> str:
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}……（共 {len(text)} 字）"
    return cut or BLANK


def _answer(given: Mapping[str, str] | None) -> str:
    if not given:
        return BLANK
    said = (ANSWERS.get(given.get("answer", ""), ""), given.get("statement", ""))
    return _short("；".join(each for each in said if each))


def _of_rows(section: Section, old: list[Any], new: list[Any]) -> Iterator[Change]:
    """Rows by their names; several of one name (cases) in their order."""
    before, after = by_name(old), by_name(new)
    for key in dict.fromkeys((*before, *after)):
        name = f"“{key[0] or '未命名'}”"
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            word = "删除这一行" if now is None else "新增一行"
            yield Change(section.title, name, "" if was is None else "有", word)
            continue
        for asked in section.columns or section.row_metrics:
            first, second = was.get(asked.id), now.get(asked.id)
            if not same(first, second):
                show = _shower(asked)
                label = f"{name}{asked.label}"
                yield Change(section.title, label, show(first), show(second))
    if list(before) != list(after) and set(before) == set(after):
        yield Change(section.title, "各行的顺序", "原顺序", "按文件中的顺序")


def by_name(rows: list[Any]) -> dict[tuple[str, int], Mapping[str, Any]]:
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for row in rows:
        name, number = str(row.get("name") or ""), 0
        while (name, number) in found:
            number += 1
        found[name, number] = row
    return found


def same(old: Any, new: Any) -> bool:
    """Whether two stated values mean the same: 95.0 is 95."""
    if old in (None, "") or new in (None, ""):
        return old in (None, "") and new in (None, "")
    if isinstance(old, bool) or isinstance(new, bool) or isinstance(old, Mapping):
        return bool(old == new)
    try:
        return Decimal(str(old)) == Decimal(str(new))
    except InvalidOperation:
        return str(old) == str(new)
