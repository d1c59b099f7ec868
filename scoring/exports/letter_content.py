"""What a letter says, as plain data; the page that prints it reads nothing else."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from applications.exports.defence_rules import total_in_words
from applications.facts import defence_of, guide_of, rule_of
from applications.models import Dossier, Round, Step
from portal import rules
from portal.templatetags.portal import beijing
from scoring.exports import letter_tables as tables
from scoring.exports.letter_cases import Case
from scoring.facts import line_reason_of, rule_in_words
from scoring.facts.second_round import second_of
from scoring.facts.successors import Term
from scoring.models import Letter, Shortlist

Data = dict[str, Any]
day = tables.day

OBJECTION = (
    "对本{title}有异议的，{until}向{agency}书面提出：写明事实和理由，附证明材料，"
    "加盖单位公章，并留联系人和联系电话。{after}"
)


def opinion(case: Case, at: datetime) -> Data:
    """评审意见书: how the dossier was judged, clause by clause and mark by mark."""
    found = tables.marks(case.round, case.sheets)
    return {
        **_frame(case.dossier, Letter.Kind.OPINION, at),
        "list": case.shortlist.digest,
        "basics": [*_basics(case.dossier), *_review(case)],
        "clauses": tables.clauses(case.dossier, case.findings),
        "failed": _failed(case),
        "standing": _standing(case),
        "marks": found,
        "groups": [row for row in found["rows"] if row["level"] == 1],
        "method": rule_in_words(rule_of(case.round)),
        "comments": tables.comments(case.round, case.sheets),
        "objection": _objection(case, Letter.Kind.OPINION, at),
    }


def result(case: Case, at: datetime) -> Data:
    """结果通知书: selected, or not, with the clause or the mark that decided."""
    return {
        **_frame(case.dossier, Letter.Kind.RESULT, at),
        "list": case.shortlist.digest,
        "failed": _failed(case),
        "standing": _standing(case),
        "objection": _objection(case, Letter.Kind.RESULT, at),
    }


def correction(dossier: Dossier, step: Step, at: datetime) -> Data:
    """补正通知书: what must be put right, and until when."""
    by_city = step.by.is_city
    return {
        **_frame(dossier, Letter.Kind.CORRECTION, at),
        "step": step.pk,
        "returned_by": f"{step.by.city}推荐部门" if by_city else "本部门",
        "returned_on": day(step.at),
        "reasons": [line.strip() for line in step.opinion.splitlines() if line.strip()],
        "items": [[each.label, each.note] for each in step.items.all()],
        "due": moment(dossier.correction_due),
    }


def _frame(dossier: Dossier, kind: str, at: datetime) -> Data:
    round = dossier.round
    guide = guide_of(round)
    return {
        "kind": str(kind),
        "title": Letter.Kind(kind).label,
        "agency": _agency(round),
        "contact": _contact(round),
        "addressee": dossier.enterprise.name,
        "platform": dossier.platform,
        "round": round.title,
        "guide": guide.title,
        "edition": f"{guide.key} {round.digest[:16]}".strip(),
        "kind_of_platform": guide.kinds[dossier.kind].label,
        "dossier": str(dossier.number),
        "date": day(at),
        "written_at": at.isoformat(timespec="seconds"),
    }


def _basics(dossier: Dossier) -> list[list[str]]:
    kind = guide_of(dossier.round).kinds[dossier.kind]
    return [
        ["申报单位", dossier.enterprise.name],
        ["统一社会信用代码", dossier.enterprise.credit_code],
        ["平台名称", dossier.platform],
        ["平台类型", kind.label],
        ["申报批次", dossier.round.title],
        ["申报编号", str(dossier.number)],
    ]


def _review(case: Case) -> list[list[str]]:
    seconds = [each for sheet in case.sheets if (each := second_of(sheet))]
    handed_in = [each.handed_in_at for each in (*case.sheets, *seconds)]
    days = [each.astimezone(rules.BEIJING).date() for each in handed_in]
    span = _span(min(days), max(days)) if days else ""
    count = len(case.sheets)
    blind = "匿名" if case.round.is_blind else "独立"
    heard = "，经现场答辩" if case.entry.defence_mark is not None else ""
    way = f"专家{blind}评分{'，经会商复评' if seconds else ''}{heard}"
    return [
        ["评审方式", way if count else "资格核对"],
        ["评审专家", f"{count} 人" if count else "未进入专家评分"],
        ["材料评审日期" if heard else "评审日期", span or "—"],
        ["评审结论", _verdict(case)],
    ]


def _verdict(case: Case) -> str:
    entry = case.entry
    if not entry.is_eligible:
        return "一票否决" if _vetoed(case) else "未达到必备条款"
    if entry.outside:
        return f"未入选（{entry.outside}）"
    if not entry.is_selected:
        return "未入选"
    return "入选" if case.is_final else "拟入选"


def _vetoed(case: Case) -> bool:
    return any(each.is_veto for each in case.failed)


def _failed(case: Case) -> list[Data]:
    found = tables.clauses(case.dossier, case.findings)
    return [each for each in found if each["fails"]]


def _standing(case: Case) -> Data:
    """Mark, place and the cut, as the ranking was frozen."""
    entry, shortlist = case.entry, case.shortlist
    return {
        "eligible": entry.is_eligible,
        "vetoed": _vetoed(case),
        "selected": entry.is_selected,
        "library": entry.library,
        "final": case.is_final,
        "notice": _notice(case.term),
        "mark": _mark(entry.mark),
        **_parts(case),
        "place": entry.place,
        "ranked": case.line.ranked,
        "chosen": case.line.selected,
        "lowest": _mark(case.line.lowest),
        "quota": shortlist.quota if shortlist.cut == Shortlist.Cut.QUOTA else None,
        "minimum": _mark(shortlist.minimum_mark),
        **_off_rules(shortlist, case.round),
        "tie": case.tie,
        "ground": case.ground,
        "left": entry.ground.get("why") == rules.Why.LEFT,
    }


def _off_rules(shortlist: Shortlist, round: Round) -> Data:
    """Only where the line is another; so all other letters are what they were."""
    said = line_reason_of(round, shortlist).rstrip("。；")
    return {"off_rules": said} if said else {}


def _parts(case: Case) -> Data:
    """What a total was made of, where the round had a defence."""
    defence, entry = defence_of(case.round), case.entry
    if defence is None:
        return {}
    return {
        "document": _mark(entry.document_mark),
        "defence": _mark(entry.defence_mark),
        "share": f"{defence.weight}%",
        "rest": f"{100 - defence.weight}%",
        "outside": entry.outside,
        "total": total_in_words(defence),
    }


def _notice(term: Term) -> str:
    since, until = term.since, term.until
    return f"{beijing(since)}至{beijing(until)}" if since and until else ""


def _span(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    return day(first) if first == last else f"{day(first)}至{day(last)}"


def _mark(mark: Decimal | None) -> str:
    return "" if mark is None else f"{mark:.2f}"


def _objection(case: Case, kind: str, at: datetime) -> str:
    """How to object: while the list is before the public, by its last day."""
    until = case.term.until
    is_open = case.is_noticed(at)
    return OBJECTION.format(
        title=Letter.Kind(kind).label,
        until=f"请于{beijing(until)}前（含当日）" if is_open else "可以",
        agency=_agency(case.round),
        after="逾期提出的不予受理。" if is_open else "",
    )


def _contact(round: Round) -> str:
    """As a clause that the letter ends with its own full stop."""
    line = round.contact_line.rstrip("。；")
    return f"联系方式和异议受理：{line}" if line else settings.PORTAL_CONTACT


def _agency(round: Round) -> str:
    return settings.LETTER_AGENCY.format(place=round.get_province_display())


def moment(value: datetime | None) -> str:
    """2026年11月30日（星期一）17:30; the letter adds 北京时间."""
    return "" if value is None else str(beijing(value))


def tidy(value: Any) -> Any:
    """Without the characters that print nothing: controls, joiners, marks of order."""
    match value:
        case str():
            return "".join(c for c in value if unicodedata.category(c) not in _SILENT)
        case Mapping():
            return {key: tidy(each) for key, each in value.items()}
        case list():
            return [tidy(each) for each in value]
    return value


_SILENT = {"Cc", "Cf"}
