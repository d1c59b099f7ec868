"""Two versions of a dossier side by side, section by section, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from applications.models import Dossier, DossierVersion
from applications.presentation.chapters import ANSWERS
from applications.presentation.differences import (
    ADDED,
    CHANGED,
    REMOVED,
    SAME,
    FileChange,
    changes,
    file_changes,
    row_kind,
    row_pairs,
)
from applications.presentation.openings import FILES, place_of
from applications.presentation.sections import Section
from applications.presentation.values import figure, line_of
from portal import rules

Document = Mapping[str, Any]
WORDS = {ADDED: "新增", REMOVED: "删除", CHANGED: "修改", SAME: "未变"}
TONES = {ADDED: "ok", REMOVED: "err", CHANGED: "warn", SAME: "muted"}
NAMED = {"name": "单位名称", "guide": "建设指南", "kind": "平台类型"}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A dossier at one moment: what it states, and its files (``rules.FILE``)."""

    document: Document
    files: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One value before and after; ``unit`` is what it belongs to."""

    unit: str
    label: str
    old: str
    new: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A row or a file that came, went, changed or stayed."""

    kind: str
    unit: str
    name: str
    cells: tuple[Pair, ...] = ()
    sha256: str = ""
    note: str = ""

    @property
    def word(self) -> str:
        return WORDS[self.kind]

    @property
    def tone(self) -> str:
        return TONES[self.kind]


@dataclass(frozen=True, slots=True)
class Compared:
    """One section; ``is_reordered``: its rows only stand in another order."""

    id: str
    title: str
    pairs: tuple[Pair, ...] = ()
    rows: tuple[Marked, ...] = ()
    files: tuple[Marked, ...] = ()
    is_reordered: bool = False
    table: str = ""

    @property
    def count(self) -> int:
        """How many of its values, rows and files differ."""
        marked = (*self.rows, *self.files)
        return (
            sum(each.is_changed for each in self.pairs)
            + sum(each.kind != SAME for each in marked)
            + self.is_reordered
        )


def of_version(version: DossierVersion) -> Snapshot:
    return Snapshot(version.document, tuple(version.evidence))


def of_draft(dossier: Dossier) -> Snapshot:
    """As it stands now; one query."""
    files = dossier.evidence.in_place()
    return Snapshot(
        dossier.document,
        tuple({key: getattr(each, key) for key in rules.FILE} for each in files),
    )


def compare(
    old: Snapshot, new: Snapshot, sections: Iterable[Section], *, all: bool = False
) -> tuple[Compared, ...]:
    """What differs, in the order of the form; with ``all`` what does not, too."""
    sections = tuple(sections)
    found = [_section(each, old, new, all) for each in sections]
    found.append(_rest(sections, old, new))
    return tuple(each for each in found if each.count or (all and each.id))


def _section(section: Section, old: Snapshot, new: Snapshot, all: bool) -> Compared:
    rows = tuple(_rows(section, old.document, new.document, all))
    before, after = (each.document.get(section.rows, ()) for each in (old, new))
    return Compared(
        section.id,
        section.title,
        tuple(_pairs(section, old.document, new.document, all)),
        rows,
        tuple(_files(section, old, new, all)),
        bool(section.rows)
        and list(before) != list(after)
        and _all_same(row_pairs(before, after)),
        section.rows,
    )


def _all_same(pairs: Iterable[tuple[Any, Any]]) -> bool:
    return all(row_kind(*pair) == SAME for pair in pairs)


def stated_in(section: Section, document: Document) -> Iterator[tuple[str, str, str]]:
    """(unit, label, text) of every value outside of tables and files."""
    profile, metrics = document.get("profile", {}), document.get("metrics", {})
    answers = document.get("capabilities", {})
    for field in section.fields:
        yield field.id, field.label, line_of(field, profile.get(field.id)).text
    for metric in section.metrics:
        yield metric.id, metric.label, _figure(metric, metrics.get(metric.id))
    for question in section.questions:
        said = answers.get(question.metric.id) or {}
        words = (ANSWERS.get(said.get("answer") or "", ""), said.get("statement") or "")
        text = "：".join(each for each in words if each)
        yield question.metric.id, question.metric.label, text


def _figure(metric: rules.Metric, value: Any) -> str:
    return figure(metric, value).text if value not in (None, "") else ""


def _pairs(section: Section, old: Document, new: Document, all: bool) -> Iterator[Pair]:
    changed = {(each.part, each.id) for each in changes(old, new)}
    parts = ("profile", "metrics", "capabilities")
    both = zip(stated_in(section, old), stated_in(section, new), strict=True)
    for (unit, label, before), (_, _, after) in both:
        is_changed = any((part, unit) in changed for part in parts)
        if is_changed or all:
            yield Pair(unit, label, before, after, is_changed)


def _rows(
    section: Section, old: Document, new: Document, all: bool
) -> Iterator[Marked]:
    if not section.rows:
        return
    pairs = row_pairs(old.get(section.rows, ()), new.get(section.rows, ()))
    for before, after in pairs:
        kind = row_kind(before, after)
        if kind == SAME and not all:
            continue
        row = after or before or {}
        cells = tuple(_cells(section, before or {}, after or {}, kind))
        yield Marked(kind, section.rows, str(row.get("name") or "未命名"), cells)


def _cells(section: Section, old: Document, new: Document, kind: str) -> Iterator[Pair]:
    for column in section.columns:
        before, after = old.get(column.id), new.get(column.id)
        if before != after or (kind == SAME and after is not None):
            texts = (line_of(column, each).text for each in (before, after))
            yield Pair(column.id, column.label, *texts, before != after)
    for metric in section.row_metrics:
        before, after = old.get(metric.id), new.get(metric.id)
        if before != after or (kind == SAME and after is not None):
            texts = (_figure(metric, each) for each in (before, after))
            yield Pair(metric.id, metric.label, *texts, before != after)


def _files(
    section: Section, old: Snapshot, new: Snapshot, all: bool
) -> Iterator[Marked]:
    places = {each.id: each.label for each in section.attachments}
    places |= {q.metric.id: q.metric.label for q in section.questions}
    here = (
        [file for file in each.files if file["section"] == section.id]
        for each in (old, new)
    )
    for change in file_changes(*here, all=all):
        file = change.file
        yield Marked(
            change.kind,
            place_of(section, file["clause"]),
            file["name"],
            sha256=file["sha256"],
            note=_note(change, places.get(file["clause"], "")),
        )


def _note(change: FileChange, place: str) -> str:
    said = [place] if place else []
    if change.before is not None:
        was, file = change.before, change.file
        if was["name"] != file["name"]:
            said.append(f"原名 {was['name']}")
        if was["pages"] != file["pages"]:
            said.append(f"页码由“{was['pages']}”改为“{file['pages']}”")
    return "；".join(said)


def _rest(sections: tuple[Section, ...], old: Snapshot, new: Snapshot) -> Compared:
    """What no section asks for any more, so that nothing differs unseen."""
    asked = {("", each.rows) for each in sections}
    for each in sections:
        asked |= {("profile", field.id) for field in each.fields}
        asked |= {("metrics", metric.id) for metric in each.metrics}
        asked |= {("capabilities", q.metric.id) for q in each.questions}
    pairs = tuple(
        Pair("", NAMED.get(c.part, "已停用的一项"), _said(c.old), _said(c.new), True)
        for c in changes(old.document, new.document)
        if ((c.part, c.id) if c.id else ("", c.part)) not in asked
    )
    ids = {each.id for each in sections}
    here = ([f for f in s.files if f["section"] not in ids] for s in (old, new))
    files = tuple(
        Marked(c.kind, FILES, c.file["name"], sha256=c.file["sha256"])
        for c in file_changes(*here)
    )
    return Compared("", "其他", pairs, files=files)


def _said(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return f"{len(value)} 项"
    return "" if value is None else str(value)
