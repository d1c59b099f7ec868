"""``manage.py screen``: does a dossier meet the thresholds."""

import json as json_text
from collections.abc import Iterator
from typing import NamedTuple

from django.core.management.base import CommandParser

from portal import guides
from portal.management.answers import AnswerCommand, guide_named, read_file, refusal
from portal.rules import (
    DocumentError,
    Facts,
    Gap,
    Guide,
    Verdict,
    evaluate,
    is_eligible,
    read_facts,
    verdict_data,
)

OUTCOMES = {"met": "满足", "unmet": "未满足", "unknown": "未填报"}


class Held(NamedTuple):
    """A dossier and what it is held against."""

    name: str | None
    guide: Guide
    kind: str
    facts: Facts


class Command(AnswerCommand):
    help = "Hold dossiers against the clauses of a guide."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="one dossier, an array, or a filled xlsx")
        parser.add_argument("--guide", help="instead of the guide that the file names")
        parser.add_argument("--kind", help="instead of the kind that the file names")

    def handle(
        self,
        *,
        file: str,
        guide: str | None,
        kind: str | None,
        json: bool,
        **options: object,
    ) -> None:
        document = read_file(file)
        many = isinstance(document, list)
        held = [
            _held(each, f"dossiers[{index}]" if many else "", file, guide, kind)
            for index, each in enumerate(document if many else [document])
        ]
        self.say(_json_lines(held) if json else _plain_lines(held))


def _held(
    document: object, place: str, file: str, guide: str | None, kind: str | None
) -> Held:
    try:
        facts = read_facts(document, guides.vocabulary(), place)
        stated = document if isinstance(document, dict) else {}
        held_to = _guide(stated, place, file, guide)
        return Held(
            stated.get("name"), held_to, _kind(stated, place, kind, held_to), facts
        )
    except DocumentError as error:
        raise refusal(error, file) from None


def _guide(
    stated: dict[str, object], place: str, file: str, option: str | None
) -> Guide:
    if option is not None:
        return guide_named(option, "--guide")
    name = stated.get("guide")
    if not isinstance(name, str):
        raise DocumentError(
            _at(place, "guide"), "没有写明指南，也没有用 --guide 指定。"
        )
    return guide_named(name, f"{file}：{_at(place, 'guide')}")


def _kind(
    stated: dict[str, object], place: str, option: str | None, guide: Guide
) -> str:
    kind = stated.get("kind") if option is None else option
    if isinstance(kind, str) and kind in guide.kinds:
        return kind
    where = _at(place, "kind") if option is None else "--kind"
    if kind is None:
        raise DocumentError(where, "没有写明平台类型，也没有用 --kind 指定。")
    known = "、".join(guide.kinds) or "无（本指南没有门槛）"
    raise DocumentError(where, f"{guide.key} 没有这一平台类型；可用：{known}。")


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _json_lines(held: list[Held]) -> Iterator[str]:
    """One dossier a line: an answer on ten thousand is never whole in memory."""
    yield "["
    for index, each in enumerate(held, start=1):
        verdicts = evaluate(each.guide, each.kind, each.facts)
        answer = {
            "name": each.name,
            "guide": each.guide.key,
            "kind": each.kind,
            "eligible": is_eligible(verdicts),
            "verdicts": [verdict_data(verdict) for verdict in verdicts],
        }
        comma = "," if index < len(held) else ""
        yield json_text.dumps(answer, ensure_ascii=False) + comma
    yield "]"


def _plain_lines(held: list[Held]) -> Iterator[str]:
    for each in held:
        verdicts = evaluate(each.guide, each.kind, each.facts)
        kind = each.guide.kinds[each.kind]
        met = sum(verdict.is_met for verdict in verdicts)
        result = "符合" if is_eligible(verdicts) else "不符合"
        yield f"{each.name or '（未命名）'}  {each.guide.title}  {kind.label}"
        yield f"  {result}：{len(verdicts)} 条中满足 {met} 条"
        for verdict in verdicts:
            if not verdict.is_met:
                yield from _verdict_lines(verdict)


def _verdict_lines(verdict: Verdict) -> Iterator[str]:
    clause = verdict.clause
    wording = "" if clause.is_mandatory else "，鼓励条款"
    yield f"  [{OUTCOMES[verdict.outcome]}{wording}] {clause.source}"
    yield f"      {' '.join(clause.text.split())}"
    for gap in verdict.gaps:
        yield f"      · {_gap(gap)}"


def _gap(gap: Gap) -> str:
    unit = f" {gap.unit}" if gap.unit else ""
    stated = "未填报" if gap.stated is None else f"现填 {gap.stated}"
    short = f"，还差 {gap.short_by}{unit}" if gap.short_by else ""
    row = f"{gap.row}：" if gap.row else ""
    return f"{row}{gap.metric.label}要求 {gap.required}{unit}，{stated}{short}"
