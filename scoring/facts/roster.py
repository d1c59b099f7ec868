"""The roster of a province's experts (专家名册): its columns, and what it would do."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from portal.filing_book import Problem
from portal.filing_book.layout import Item
from scoring.facts.roster_periods import (
    ABSENCES,
    BLACKLIST,
    PERIOD_COLUMNS,
    PERIOD_ITEMS,
    Period,
    PeriodLine,
    period_lines,
)
from scoring.facts.roster_pool import Deed, Pool
from scoring.models import Expert

SHEET = "专家名册"
MOST_EXPERTS = 1000
MOST_YEARS = 70
_PART = "expert"
ITEMS = (
    Item(_PART, "code", "专家编号", "text", most=12,
         help="由系统编排，不要改动；新专家留空。"),
    Item(_PART, "name", "姓名", "text", most=60, required=True),
    Item(_PART, "email", "电子邮箱", "email", required=True,
         help="登录账号，不能重复；已有专家的不能用名册修改。"),
    Item(_PART, "employer", "工作单位", "text", most=120, required=True,
         help="与单位公章一致，系统据此回避同一单位的申报。"),
    Item(_PART, "employer_code", "单位统一社会信用代码", "code",
         help="选填，18 位。单元格请设为文本格式。"),
    Item(_PART, "title", "职称", "text", most=40),
    Item(_PART, "fields", "专业领域", "text", most=300, required=True,
         help="用顿号隔开，例如“工业软件、数据安全”，最多 10 个。"),
    Item(_PART, "city", "所在城市", "text", most=60,
         help="写全称，与申报单位的设区市同一写法；外省专家照填。"),
    Item(_PART, "years", "从业年限", "int", unit="年", most=MOST_YEARS,
         help=f"整数，0 至 {MOST_YEARS}。"),
    Item(_PART, "is_available", "可承担评审", "bool",
         help="选“是”或“否”；新专家留空为“是”。"),
)  # fmt: skip
COLUMNS = {item.id: get_column_letter(n) for n, item in enumerate(ITEMS, start=1)}
#: What a column is called, by sheet and letter.
LABELS = {(SHEET, COLUMNS[item.id]): item.label for item in ITEMS} | {
    (sheet, PERIOD_COLUMNS[item.id]): item.label
    for sheet in (ABSENCES, BLACKLIST)
    for item in PERIOD_ITEMS
}
#: What the roster states of an expert besides who it is.
STATED = [item.id for item in ITEMS if item.id not in ("code", "email")]
REQUIRED = [item for item in ITEMS if item.required]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: ``stated`` are the cells that are not blank, by the item's id."""

    row: int
    stated: Mapping[str, Any]

    @property
    def code(self) -> str:
        return str(self.stated.get("code", "")).upper()

    @property
    def email(self) -> str:
        return str(self.stated.get("email", "")).lower()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report; ``changes`` are (id, old, new), ``doubt`` asks to look."""

    row: int
    deed: Deed
    code: str
    name: str
    changes: tuple[tuple[str, Any, Any], ...] = ()
    problems: tuple[Problem, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a whole roster would do; it is applied whole, and with no row refused."""

    lines: tuple[Line, ...]
    periods: tuple[PeriodLine, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Experts by deed; periods to be entered; whatever is refused."""
        found = Counter(line.deed for line in self.lines)
        periods = Counter(line.deed for line in self.periods)
        found[Deed.REFUSED] += periods[Deed.REFUSED]
        by_deed = {deed.name.lower(): found[deed] for deed in Deed}
        return {**by_deed, "periods": periods[Deed.ADD]}

    @property
    def writes(self) -> bool:
        """Whether there is anything to take over."""
        counts = self.counts
        return bool(counts["add"] or counts["change"] or counts["periods"])

    @property
    def problems(self) -> list[Problem]:
        rows = (*self.lines, *self.periods)
        return [each for line in rows for each in line.problems]

    @property
    def digest(self) -> str:
        """Of all that would be done: the same pool and file give the same."""
        said = [asdict(line) for line in (*self.lines, *self.periods)]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def plan_of(
    province: str, entries: Sequence[Entry], periods: Sequence[Period] = ()
) -> Plan:
    """Row by row what would be added, changed, left alone and refused. Four queries."""
    pool = Pool(province, {entry.email for entry in entries} - {""})
    rows = Counter(_person(entry, pool) for entry in entries)
    lines = []
    for entry in entries:
        is_twice = rows[_person(entry, pool)] > 1
        problems = [_twice(entry)] if is_twice else list(_misfits(entry, pool))
        lines.append(_line(entry, pool, problems))
    new = {
        entry.email: line.name
        for entry, line in zip(entries, lines, strict=True)
        if line.deed == Deed.ADD
    }
    return Plan(tuple(lines), tuple(period_lines(pool, new, periods)))


def expert_of(entry: Entry, pool: Pool) -> Expert | None:
    """By code, else by the address."""
    if entry.code:
        return pool.by_code.get(entry.code)
    return pool.by_email.get(entry.email)


def _person(entry: Entry, pool: Pool) -> str:
    """Whom the row is about, whichever way it says so."""
    expert = expert_of(entry, pool)
    return expert.code if expert else entry.code or entry.email or f"row {entry.row}"


def problem(row: int, id: str, found: Any, rule: str, remedy: str) -> Problem:
    said = f"“{found}”" if found else "空白"
    return Problem(SHEET, f"{COLUMNS[id]}{row}", said, rule, remedy)


def _twice(entry: Entry) -> Problem:
    id = "code" if entry.code else "email"
    rule = "同一位专家在名册中重复出现。"
    remedy = "一位专家只占一行，请删去多余的一行。"
    return problem(entry.row, id, entry.stated[id], rule, remedy)


def _misfits(entry: Entry, pool: Pool) -> Iterator[Problem]:
    """Why the row fits nobody of the pool, and is no new expert either."""
    expert = expert_of(entry, pool)
    if entry.code and expert is None:
        rule = "本省专家库中没有这个编号。"
        remedy = "请核对编号；新专家请把这一格留空。"
        yield problem(entry.row, "code", entry.code, rule, remedy)
    elif expert is None:
        if entry.email in pool.accounts:
            rule = "该电子邮箱已有账号，不是本省的专家。"
            yield problem(entry.row, "email", entry.email, rule, "请换一个邮箱。")
        for item in REQUIRED:
            if entry.stated.get(item.id) is None:
                rule = f"新专家必须填写{item.label}。"
                remedy = "请补填；若是已有专家，请填写专家编号。"
                yield problem(entry.row, item.id, "", rule, remedy)
    elif entry.email not in ("", expert.user.email):
        rule = "与系统中的电子邮箱不同。邮箱是登录账号，不能用名册修改。"
        remedy = f"请改回 {expert.user.email}，或留空。"
        yield problem(entry.row, "email", entry.email, rule, remedy)


def _line(entry: Entry, pool: Pool, problems: Iterable[Problem]) -> Line:
    expert = expert_of(entry, pool)
    name = entry.stated.get("name") or (expert.user.name if expert else "")
    code = expert.code if expert else entry.code
    if problems := tuple(problems):
        return Line(entry.row, Deed.REFUSED, code, name, problems=problems)
    if expert is None:
        new = tuple((id, None, entry.stated.get(id)) for id in ("email", *STATED))
        said = tuple(each for each in new if each[2] is not None)
        doubt = _known_already(entry, pool)
        return Line(entry.row, Deed.ADD, "", name, said, doubt=doubt)
    changes = tuple(_changes(entry, expert))
    deed = Deed.CHANGE if changes else Deed.SAME
    return Line(entry.row, deed, code, name, changes)


def _known_already(entry: Entry, pool: Pool) -> str:
    """The same person under another address would be one expert too many."""
    person = (entry.stated["name"], entry.stated["employer"])
    other = pool.by_person.get(person)
    return f"与 {other.code} 同名同单位，请确认不是同一人" if other else ""


def _changes(entry: Entry, expert: Expert) -> Iterator[tuple[str, Any, Any]]:
    """A blank cell leaves what is."""
    held = held_of(expert)
    for id in STATED:
        new = entry.stated.get(id)
        if new is not None and new != held[id]:
            yield id, held[id], new


def held_of(expert: Expert) -> dict[str, Any]:
    """What the pool holds of an expert, by the item's id; comes with its user."""
    own = {id: getattr(expert, id) for id in STATED if id != "name"}
    return {**own, "name": expert.user.name}
