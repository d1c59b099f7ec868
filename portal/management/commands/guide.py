"""``manage.py guide``: what a guide asks."""

from collections.abc import Iterator

from django.core.management.base import CommandParser

from portal import guides
from portal.management.answers import AnswerCommand, guide_named, table_lines
from portal.rules import Clause, Guide, Indicator, field_data, fields_of, table_data


class Command(AnswerCommand):
    help = "Show what a guide asks, or, without a name, the guides on file."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("guide", nargs="?", help="jilin, or an edition: jilin/2025")

    def handle(self, *, guide: str | None, json: bool, **options: object) -> None:
        if guide is None:
            found = [guides.load(key) for key in guides.on_file()]
            if json:
                self.say_json([_entry(each) for each in found])
            else:
                self.say(_list_lines(found))
            return
        one = guide_named(guide, "guide")
        if json:
            self.say_json(guide_data(one))
        else:
            self.say(_guide_lines(one))


def guide_data(guide: Guide) -> dict[str, object]:
    """A guide in the contract's shape."""
    return {
        "guide": guide.key,
        "title": guide.title,
        "kinds": {
            id: {
                "label": kind.label,
                "library": kind.library,
                "fields": [
                    field_data(each)
                    for each in fields_of(guide, id, guides.vocabulary())
                ],
                "clauses": [_clause(each) for each in kind.clauses],
            }
            for id, kind in guide.kinds.items()
        },
        "table": table_data(guide.table) if guide.table else None,
    }


def _clause(clause: Clause) -> dict[str, object]:
    return {
        "id": clause.id,
        "source": clause.source,
        "text": clause.text,
        "wording": clause.wording.value,
        "metrics": list(clause.metrics),
    }


def _entry(guide: Guide) -> dict[str, object]:
    kinds = {id: kind.label for id, kind in guide.kinds.items()}
    return {"guide": guide.key, "title": guide.title, "kinds": kinds}


def _list_lines(found: list[Guide]) -> Iterator[str]:
    rows = [
        [each.key, each.title, "、".join(kind.label for kind in each.kinds.values())]
        for each in found
    ]
    yield from table_lines(["编号", "名称", "平台类型"], rows)


def _guide_lines(guide: Guide) -> Iterator[str]:
    yield f"{guide.title}（{guide.key}）"
    for id, kind in guide.kinds.items():
        yield ""
        yield f"【{kind.label}】{id}" + (f"，入{kind.library}" if kind.library else "")
        for clause in kind.clauses:
            mark = "必须" if clause.is_mandatory else "鼓励"
            yield f"  [{mark}] {clause.id}  {clause.source}"
            yield f"         {' '.join(clause.text.split())}"
    for measure in guide.measures:
        yield f"  {measure.id}. {measure.heading}"
        yield f"     {' '.join(measure.text.split())}"
    if guide.table:
        yield ""
        yield guide.table.title
        head = ["编号", "指标", "权重", "来源"]
        yield from table_lines(head, [_row(each) for each in guide.table.indicators])


def _row(indicator: Indicator) -> list[str]:
    weight = "未定" if indicator.weight is None else f"{indicator.weight:f}"
    path = " / ".join(indicator.path)
    return [indicator.code, path, weight, indicator.provenance or ""]
