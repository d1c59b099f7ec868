"""What stands where in the template of one guide and kind."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from portal import guides, rules

#: Raised by hand when sheets or columns of the template change their meaning.
VERSION = "1"
CASES = "cases"
MOST_ROWS = 100
LONGEST_NAME = 100
LONGEST_TEXT = 200
ABOUT, FORM, ABILITIES, LISTS = "说明", "填报表", "能力自评", "选项"
SHEETS = {
    "industries": "分行业明细",
    "domains": "分领域明细",
    "parks": "园区明细",
    CASES: "典型案例",
}
Wanted = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked: a cell of the form's sheet, or a column of a table."""

    part: str
    id: str
    label: str
    type: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    most: int | None = None
    help: str = ""
    required: bool = False
    suggest: str = ""
    clauses: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """As a column is headed."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def longest(self) -> int:
        return self.most or (LONGEST_TEXT if self.part == "profile" else LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the form, and what it asks once."""

    id: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of rows."""

    scope: str
    section: str
    items: tuple[Item, ...]

    @property
    def sheet(self) -> str:
        return SHEETS[self.scope]


@dataclass(frozen=True)
class Layout:
    """The whole template; ``stamp`` says which it is, down to its last field."""

    guide: str
    title: str
    kind: str
    kind_label: str
    chapters: tuple[Chapter, ...]
    tables: tuple[Table, ...]
    abilities: tuple[Item, ...]

    @cached_property
    def stamp(self) -> str:
        """Version, guide, kind and a digest of all that is asked."""
        asked = [asdict(each) for each in (*self.chapters, *self.tables)]
        asked += [asdict(each) for each in self.abilities]
        text = json.dumps(asked, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return f"{VERSION}:{self.guide}:{self.kind}:{digest}"

    @property
    def places(self) -> Iterator[tuple[int, Chapter | Item]]:
        """The rows of the form's sheet under its head: titles and what is asked."""
        row = 2
        for chapter in self.chapters:
            for each in (chapter, *chapter.items):
                yield row, each
                row += 1

    @property
    def sheets(self) -> tuple[str, ...]:
        own = [ABOUT, FORM, *(table.sheet for table in self.tables)]
        return (*own, *([ABILITIES] if self.abilities else []), LISTS)


@lru_cache(maxsize=128)
def layout_of(
    guide: rules.Guide, kind: str, table: rules.IndicatorTable | None = None
) -> Layout:
    """The template; ``table`` is a round's own, where it scores by another one."""
    if table is not None:
        guide = replace(guide, table=table)
    words = guides.vocabulary().with_capabilities(guide.capabilities)
    asked = rules.fields_of(guide, kind, words)
    wanted = _wanted(guide.kinds[kind], words)
    chapters, tables = [], []
    for data in guides.form()["section"]:
        if items := tuple(_items(data, asked, wanted)):
            chapters.append(Chapter(data["id"], data["title"], items))
        if columns := tuple(_columns(data, asked, wanted)):
            tables.append(Table(data["rows"], data["id"], columns))
    return Layout(
        guide=guide.key,
        title=guide.title,
        kind=kind,
        kind_label=guide.kinds[kind].label,
        chapters=tuple(chapters),
        tables=tuple(tables),
        abilities=tuple(
            _of_metric(each, wanted, "capabilities")
            for each in asked
            if each.is_capability
        ),
    )


def layouts_of(guide: rules.Guide, kind: str) -> tuple[Layout, ...]:
    """Its own template, then those of rounds that score by another table on file."""
    on_file = (guides.load(key).table for key in guides.on_file())
    tables = dict.fromkeys(table for table in on_file if table and table != guide.table)
    return tuple(layout_of(guide, kind, table) for table in (None, *tables))


def _wanted(kind: rules.Kind, words: rules.Vocabulary) -> Wanted:
    """The clauses that look at a figure, in their own words, by scope and id."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for clause in kind.clauses:
        about = f"{clause.source}：{' '.join(clause.text.split())}"
        for threshold in rules.thresholds_in(clause.need):
            for metric in words.typed_in(threshold.metric):
                lines = found[metric.scope, metric.id]
                if about not in lines:
                    lines.append(about)
    return {key: tuple(lines) for key, lines in found.items()}


def _items(
    data: Mapping[str, Any], asked: tuple[rules.Metric, ...], wanted: Wanted
) -> Iterator[Item]:
    """As the page has them: short fields, figures, long texts."""
    own = [_of_field(each, "profile") for each in data.get("field", ())]
    by_id = {each.id: each for each in asked if each.scope == "metrics"}
    yield from (each for each in own if each.type != "longtext")
    for id in data.get("metrics", ()):
        if id in by_id:
            yield _of_metric(by_id[id], wanted, "metrics")
    yield from (each for each in own if each.type == "longtext")


def _columns(
    data: Mapping[str, Any], asked: tuple[rules.Metric, ...], wanted: Wanted
) -> Iterator[Item]:
    scope = data.get("rows", "")
    if scope == CASES:
        yield from (_of_field(each, CASES) for each in data.get("column", ()))
    elif scope:
        for each in asked:
            if each.scope == scope:
                yield _of_metric(each, wanted, scope)


def _of_field(data: Mapping[str, Any], part: str) -> Item:
    return Item(
        part=part,
        id=data["id"],
        label=data["label"],
        type=data["type"],
        unit=data.get("unit", ""),
        choices=tuple(data.get("choices", ())),
        most=data.get("max"),
        help=data.get("help", ""),
        required=data.get("required", False),
        suggest=data.get("suggest", ""),
    )


def _of_metric(metric: rules.Metric, wanted: Wanted, part: str) -> Item:
    return Item(
        part=part,
        id=metric.id,
        label=metric.label,
        type=metric.type,
        unit=metric.unit or "",
        choices=metric.choices,
        required=metric.id == "name",
        suggest="industries" if (part, metric.id) == ("industries", "name") else "",
        clauses=wanted.get((metric.scope, metric.id), ()),
    )
