"""``manage.py rank``: who ranks where."""

from collections.abc import Iterator

from django.core.management.base import CommandParser

from portal.management.answers import (
    AnswerCommand,
    guide_named,
    read_file,
    refusal,
    table_lines,
)
from portal.rules import (
    DocumentError,
    IndicatorTable,
    ScoreError,
    Standing,
    read_ids,
    read_rule,
    read_table,
    standings,
    sum_up,
)

KEYS = ("table", "rule", "ineligible", "sheets")


class Command(AnswerCommand):
    help = "Rank dossiers by their score sheets."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="table, rule, ineligible and sheets, in JSON")

    def handle(self, *, file: str, json: bool, **options: object) -> None:
        try:
            ranking = ranked(read_file(file), file)
        except (DocumentError, ScoreError) as error:
            raise refusal(error, file) from None
        if json:
            self.say_json([_data(each) for each in ranking])
        else:
            self.say(_lines(ranking))


def ranked(document: object, file: str) -> tuple[Standing, ...]:
    """The ranking that a file asks for; raises DocumentError and ScoreError."""
    if not isinstance(document, dict) or getattr(document, "repeated", None):
        raise DocumentError(
            getattr(document, "repeated", ""), "应为 JSON 对象，且同一键只出现一次。"
        )
    for key in document:
        if key not in KEYS:
            raise DocumentError(key, "没有这一键。")
    table = _table(document.get("table"), file)
    return standings(
        sum_up(document.get("sheets"), table),
        table,
        read_rule(document.get("rule")),
        read_ids(document.get("ineligible", []), "ineligible"),
    )


def _table(stated: object, file: str) -> IndicatorTable:
    if not isinstance(stated, str):
        return read_table(stated)
    table = guide_named(stated, f"{file}：table").table
    if table is None:
        raise DocumentError("table", f"{stated} 没有指标表。")
    return table


def _data(standing: Standing) -> dict[str, object]:
    return {
        "place": standing.place,
        "dossier": standing.dossier,
        "mark": None if standing.mark is None else f"{standing.mark:.2f}",
        "groups": {group: f"{mark:.2f}" for group, mark in standing.groups.items()},
        "sheets": standing.sheets,
    }


def _lines(ranking: tuple[Standing, ...]) -> Iterator[str]:
    groups = next((list(each.groups) for each in ranking if each.groups), [])
    rows = [
        [
            str(each.place or "不排名"),
            each.dossier,
            "" if each.mark is None else f"{each.mark:.2f}",
            *(f"{each.groups[g]:.2f}" if g in each.groups else "" for g in groups),
            str(each.sheets),
        ]
        for each in ranking
    ]
    yield from table_lines(["名次", "申报", "得分", *groups, "评分表"], rows)
