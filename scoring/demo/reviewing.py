"""Experts at work: panels, marks with a realistic spread, ties at the cut line."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from applications.facts import is_eligible, table_of
from portal import rules
from scoring.actions import objecting, panels, proposing, sheets, shortlists, stages
from scoring.demo.banding import by_bands
from scoring.demo.story import Story
from scoring.facts import findings_by_dossier
from scoring.facts.objected import Complaint
from scoring.facts.reasons import unexplained
from scoring.models import Assignment, Conflict, Expert, Shortlist

TENTH = Decimal("0.1")
REMARKS = [
    "平台架构完整，接入规模较大，案例有说服力。（示例）",
    "工业机理模型沉淀较好，建议加强标识解析应用。（示例）",
    "应用成效数据口径应进一步说明。（示例）",
    "安全防护机制健全，可持续发展能力有待观察。（示例）",
]
#: Where the round asks for a reason; shorter ones than experts should write.
REASONS = [
    "对照依据，材料中的说明和佐证支持这一得分。（示例）",
    "佐证与填报一致，在同类平台中较为突出或明显不足。（示例）",
]
Points = dict[str, str]


def seat(story: Story, at: datetime) -> None:
    """Panels as the portal proposes them, one expert recused, then scoring begins."""
    _declare_a_tie(story, at)
    proposal = proposing.preview(story.round, at)
    panels.apply(
        round=story.round,
        seats=[(each.dossier, each.expert) for each in proposal.seats],
        by=story.official,
        at=at,
    )
    stages.start_scoring(round=story.round, by=story.official, at=at)
    story.round.refresh_from_db()


def _declare_a_tie(story: Story, at: datetime) -> None:
    """The second expert of the pool has advised the second applicant."""
    expert = Expert.objects.filter(province=story.round.province)[1]
    Conflict.objects.create(
        expert=expert,
        enterprise=story.dossiers[1].enterprise,
        reason="近三年为该单位提供咨询（示例）",
        declared_at=at,
    )


def score(story: Story, at: datetime, *, share: float = 1, tie: bool = False) -> None:
    """Experts hand in; below a ``share`` of 1 some are at work and some not begun."""
    table = table_of(story.round)
    by_dossier = _assignments(story)
    planned = {
        dossier: _plan(story.random, table, seats)
        for dossier, seats in by_dossier.items()
    }
    if tie:
        _tie_at_the_line(story, planned)
    for dossier, seats in by_dossier.items():
        for assignment, points in zip(seats, planned[dossier], strict=True):
            chance = story.random.random()
            if chance < share:
                _hand_in(story, assignment, points, at)
            elif chance < share + (1 - share) / 2:
                _begin(story, assignment, points, at)


def _assignments(story: Story) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    rows = Assignment.objects.filter(dossier__round=story.round).order_by("pk")
    for row in rows.select_related("dossier__round", "expert__user"):
        found.setdefault(row.dossier_id, []).append(row)
    return found


def _plan(
    random: Random, table: rules.IndicatorTable, seats: list[Assignment]
) -> list[Points]:
    """One quality a dossier, one severity an expert, some noise a mark."""
    quality = random.uniform(0.58, 0.92)
    return [_points(random, table, quality + _severity(each.expert)) for each in seats]


def _severity(expert: Expert) -> float:
    return (int(expert.code[1:]) % 7 - 3) / 60


def _points(random: Random, table: rules.IndicatorTable, level: float) -> Points:
    points = {}
    for leaf in table.indicators:
        share = min(1.0, max(0.2, random.gauss(level, 0.08)))
        mark = (leaf.weight * Decimal(f"{share:.4f}")).quantize(TENTH, ROUND_HALF_UP)
        points[leaf.code] = str(min(mark, leaf.weight))
    return points


def _tie_at_the_line(story: Story, planned: Mapping[int, list[Points]]) -> None:
    """In the first kind, the last above the quota and the next get the same marks."""
    kind = story.round.kinds[0]
    numbers = {d.pk: d for d in story.dossiers if d.kind == kind and d.pk in planned}
    found = findings_by_dossier(numbers.values())
    eligible = [pk for pk, d in numbers.items() if is_eligible(found[str(d.number)])]
    best = sorted(eligible, key=lambda pk: -_total(planned[pk]))
    quota = story.round.quotas[kind]
    if len(best) > quota:
        above, below = best[quota - 1], best[quota]
        planned[below][:] = [dict(points) for points in planned[above]]


def _total(sheets_planned: list[Points]) -> Decimal:
    return sum(
        (Decimal(mark) for points in sheets_planned for mark in points.values()),
        Decimal(0),
    )


def _begin(story: Story, assignment: Assignment, points: Points, at: datetime) -> None:
    by = assignment.expert.user
    panels.declare(assignment=assignment, by=by, at=at)
    assignment.refresh_from_db()
    sheet = sheets.sheet_for(assignment)
    some = dict(list(points.items())[: story.random.randint(5, 30)])
    some, reasons = by_bands(assignment.dossier, some, assignment.pk)
    sheets.save(
        sheet=sheet, points=some, comments=reasons, remark="",
        version=sheet.version, by=by, at=at,
    )  # fmt: skip


def _reasons(story: Story, points: Points) -> dict[str, str]:
    """A comment to each mark that wants one in this round."""
    wanted = unexplained(story.round, points, {}, {})
    return {each.code: REASONS[n % len(REASONS)] for n, each in enumerate(wanted)}


def _hand_in(
    story: Story, assignment: Assignment, points: Points, at: datetime
) -> None:
    by = assignment.expert.user
    panels.declare(assignment=assignment, by=by, at=at)
    assignment.refresh_from_db()
    points, contests = by_bands(assignment.dossier, points, assignment.pk)
    sheet = sheets.sheet_for(assignment)
    code = story.random.choice(list(points))
    version = sheets.save(
        sheet=sheet, points=points,
        comments={
            code: story.random.choice(REMARKS),
            **_reasons(story, points),
            **contests,
        },
        remark=story.random.choice(REMARKS),
        version=sheet.version, by=by, at=at,
    )  # fmt: skip
    sheet.refresh_from_db()
    sheets.hand_in(sheet=sheet, version=version, by=by, at=at)


def close(story: Story, at: datetime) -> None:
    stages.close_scoring(round=story.round, reason="", by=story.official, at=at)
    story.round.refresh_from_db()


def decide(story: Story, kind: str, at: datetime) -> Shortlist:
    """Freeze a kind and put it before the public."""
    shortlist = shortlists.draw_up(
        round=story.round, kind=kind, quota=story.round.quotas[kind], minimum=None,
        by=story.official, at=at,
    )  # fmt: skip
    return put_out(story, shortlist, at)


def put_out(story: Story, shortlist: Shortlist, at: datetime) -> Shortlist:
    """Two more officials sign; then its notice begins."""
    first, second, third = story.staff.officials
    for by in (second, third):
        shortlists.approve(shortlist=shortlist, by=by, at=at, opinion="同意。（示例）")
    shortlist.refresh_from_db()
    since, until = notice(at)
    shortlists.publish(shortlist=shortlist, since=since, until=until, by=first, at=at)
    shortlist.refresh_from_db()
    return shortlist


def notice(at: datetime) -> tuple[date, date]:
    today = at.astimezone(rules.BEIJING).date()
    return today, today + timedelta(days=7)


def object_to(shortlist: Shortlist, at: datetime) -> None:
    """Somebody objects to the first selected of a list, and waits for an answer."""
    chosen = shortlist.entries.filter(is_selected=True).select_related("dossier")
    objecting.file_objection(
        shortlist=shortlist,
        dossier=chosen[0].dossier,
        said=Complaint(
            name="示例举报有限公司",
            contact="000-00000000（示例）",
            text="该平台填报的设备接入数量与公开资料不一致，请核查佐证材料。（示例）",
        ),
        proofs=[],
        by=None,
        at=at,
    )
