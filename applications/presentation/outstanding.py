"""What a dossier still lacks, section by section, and the task list made of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from applications.facts import Finding, findings_of, guide_of, table_of
from applications.models import Dossier, Evidence
from applications.presentation.conditions import why_required
from applications.presentation.sections import CASES, Section, sections_of
from portal import guides

NUMBERS = "一二三四五六七八九十"

#: state -> tone of the badge
TONES = {
    "todo": "muted",
    "optional": "open",
    "doing": "info",
    "error": "err",
    "asked_again": "warn",
    "locked": "muted",
    "done": "ok",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do: ``target`` is the id of its control on the section's page."""

    section: str
    title: str
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list.

    ``missing`` keeps the dossier from being submitted; ``blank`` are figures that are
    not stated and count as not reached. ``asked_again``: a return for correction names
    these; ``is_locked``: it leaves nothing here open.
    """

    section: Section
    number: str
    asked: int
    answered: int
    errors: tuple[Missing, ...]
    missing: tuple[Missing, ...]
    blank: tuple[Missing, ...]
    asked_again: tuple[Missing, ...] = ()
    is_locked: bool = False

    @property
    def state(self) -> str:
        if self.errors:
            return "error"
        if self.is_locked:
            return "locked"
        if self.asked_again:
            return "asked_again"
        if not self.answered:
            return "todo" if self.asked else "optional"
        return "doing" if self.missing or self.blank else "done"

    @property
    def word(self) -> str:
        match self.state:
            case "error":
                return f"{len(self.errors)} 处需修改"
            case "locked":
                return "本次补正未开放"
            case "asked_again":
                return f"需修改 {len(self.asked_again)} 处"
            case "doing":
                return f"填写中 {self.answered}/{self.asked}"
            case "todo":
                return "未开始"
            case "optional":
                return "选填，未开始"
        return "已完成"

    @property
    def scope(self) -> str:
        """How much it asks."""
        section = self.section
        count = len(section.fields) + len(section.metrics) + len(section.questions)
        parts = [f"{count} 项"] if count else []
        parts += ["逐行填写"] if section.rows else []
        parts += [f"{len(section.attachments)} 类附件"] if section.attachments else []
        return "，".join(parts)

    @property
    def tone(self) -> str:
        return TONES[self.state]


def numeral(index: int) -> str:
    """一, 二 … 十九 for the sections of a form."""
    return NUMBERS[index] if index < 10 else f"十{NUMBERS[index - 10]}"


def sections_for(dossier: Dossier) -> tuple[Section, ...]:
    """The sections that this dossier's round asks of its kind."""
    round = dossier.round
    return sections_of(guide_of(round), dossier.kind, table_of(round))


def tasks_of(
    dossier: Dossier, findings: Iterable[Finding], evidence: Iterable[Evidence]
) -> tuple[Task, ...]:
    """The task list; no queries."""
    wanted, evidence = _wanted(findings), list(evidence)
    sound = [each for each in evidence if each.is_sound]
    files = {each.clause for each in sound if each.section == "attachments"}
    tasks = (
        _task(section, index, dossier.document, wanted, files)
        for index, section in enumerate(sections_for(dossier))
    )
    carried = dossier.document.get("carried", {})
    return tuple(
        replace(
            task,
            errors=(
                *task.errors,
                *_infected(task.section, evidence),
                *_carried(task.section, carried),
            ),
        )
        for task in tasks
    )


def blocking(dossier: Dossier) -> tuple[Missing, ...]:
    """What must be there before a dossier is handed in; queries the evidence."""
    tasks = tasks_of(dossier, findings_of(dossier), dossier.evidence.in_place())
    return tuple(each for task in tasks for each in (*task.errors, *task.missing))


def _wanted(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """(scope, id) of what is typed in for what open clauses lack, nearest branch."""
    words = guides.vocabulary()
    return {
        (typed.scope, typed.id)
        for finding in findings
        for gap in finding.verdict.gaps
        for typed in words.typed_in(gap.metric)
    }


def _task(
    section: Section,
    index: int,
    document: Mapping[str, Any],
    wanted: set[tuple[str, str]],
    files: set[str],
) -> Task:
    unread = document.get("unread", {}).get(section.id, {})
    items = tuple(_items(section, document, wanted, files))
    return Task(
        section=section,
        number=numeral(index),
        asked=len(items),
        answered=sum(item.is_answered for item in items),
        errors=tuple(_errors(section, unread)),
        missing=tuple(
            item.missing
            for item in items
            if item.is_required
            and not item.is_answered
            and item.missing.target not in unread
        ),
        blank=tuple(
            item.missing
            for item in items
            if not item.is_required and not item.is_answered
        ),
    )


@dataclass(frozen=True, slots=True)
class _Item:
    missing: Missing
    is_answered: bool
    is_required: bool


def _items(
    section: Section,
    document: Mapping[str, Any],
    wanted: set[tuple[str, str]],
    files: set[str],
) -> Iterator[_Item]:
    """All that the section asks, and whether it was answered.

    A figure that no open clause waits for, and a field that may stay blank, count only
    where they are filled in.
    """
    profile, metrics = document.get("profile", {}), document.get("metrics", {})
    for field in section.fields:
        answered = profile.get(field.id) is not None
        why = why_required(field.required_when, document)
        label = f"{field.label}（{why}，须填写）" if why else field.label
        required = field.required or bool(why)
        if answered or required:
            yield _item(section, label, field.id, answered, required)
    for metric in section.metrics:
        answered = metrics.get(metric.id) is not None
        if answered or (metric.scope, metric.id) in wanted:
            yield _item(section, metric.label, metric.id, answered)
    if section.rows:
        yield from _rows(section, document.get(section.rows, []), wanted)
    yield from _answers(section, document.get("capabilities", {}))
    for kind in section.attachments:
        answered = kind.id in files
        why = why_required(kind.required_when, document)
        label = f"{kind.label}（{why}，须提交）" if why else kind.label
        required = kind.required or bool(why)
        if answered or required:
            yield _item(section, label, kind.id, answered, required)


def _answers(section: Section, answers: Mapping[str, Any]) -> Iterator[_Item]:
    for question in section.questions:
        id = question.metric.id
        answered = bool(answers.get(id, {}).get("answer"))
        yield _item(section, question.metric.label, id, answered, True)


def _item(
    section: Section, text: str, target: str, answered: bool, required: bool = False
) -> _Item:
    missing = Missing(section.id, section.title, text, target)
    return _Item(missing, answered, required)


def _rows(
    section: Section, rows: list[Mapping[str, Any]], wanted: set[tuple[str, str]]
) -> Iterator[_Item]:
    if rows or any(scope == section.rows for scope, _ in wanted):
        yield _item(section, "至少一行", f"{section.rows}-0-name", bool(rows))
    required = [each for each in section.columns if each.required]
    for index, row in enumerate(rows if section.rows == CASES else ()):
        for column in required:
            if row.get(column.id) is None:
                text = f"案例 {index + 1}：{column.label}"
                target = f"{CASES}-{index}-{column.id}"
                yield _item(section, text, target, False, True)


def _errors(section: Section, unread: Mapping[str, Any]) -> Iterator[Missing]:
    """What was typed and could not be read, by the label of its control."""
    for name, entry in unread.items():
        raw = entry["raw"]
        what = f"填的“{raw[:20]}”不可用" if raw else "没有填写"
        yield Missing(section.id, section.title, f"“{entry['label']}”{what}", name)


def _carried(section: Section, carried: Mapping[str, str]) -> Iterator[Missing]:
    """What came from an earlier dossier and was not looked over yet."""
    if source := carried.get(section.id):
        text = f"沿用自{source}，请打开本节，核对后保存"
        yield Missing(section.id, section.title, text, "main")


def _infected(section: Section, evidence: Iterable[Evidence]) -> Iterator[Missing]:
    """Files that a scanner found infected after they were kept."""
    by_clause = bool(section.attachments or section.questions)
    for each in evidence:
        if each.section == section.id and not each.is_sound:
            place = each.clause if by_clause else "section"
            text = f"“{each.name}”查出病毒，请移除后重新上传"
            yield Missing(section.id, section.title, text, f"file-{place}-files")
