"""A province's round, told through the same actions that people set off."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from applications.actions import (
    anchors,
    checking,
    corrections,
    decisions,
    defence_rules,
    dossiers,
    evidence,
    review_rules,
    rounds,
    starting,
)
from applications.actions.tables import copy_of
from applications.facts import guide_of, table_of
from applications.models import Dossier, Round
from applications.presentation.conditions import why_required
from applications.presentation.sections import Section, sections_of
from portal import guides, rules
from portal.models import User
from portal.rules.defence import DefenceRules
from scoring.demo import banding, consistent, filling, papers, shortfalls, vetoing
from scoring.demo.guiding import guidance
from scoring.demo.people import Staff, enterprise_of, person

#: How each dossier of a round in filing ends up, in turn.
FILING = [
    *("accepted", "recommended", "submitted", "draft", "accepted", "returned"),
    *("accepted", "submitted", "recommended", "declined", "accepted", "draft"),
    *("rejected", "submitted", "recommended", "accepted", "draft", "submitted"),
    *("returned", "draft"),
]
#: So many sections of a draft are filled in.
HALF = 6
#: One dossier in six misses its guide, each time in another way.
WAYS = tuple(shortfalls.WAYS)


@dataclass
class Story:
    """What one province's round is made of, and how far it has come."""

    staff: Staff
    round: Round
    random: Random
    filed: datetime
    first_firm: int = 0
    dossiers: list[Dossier] = field(default_factory=list)

    @property
    def official(self) -> User:
        return self.staff.officials[0]


@dataclass(frozen=True)
class Asked:
    """What a round asks beyond its table; guided: what which points stand for, too."""

    review: rules.ReviewRules | None = None
    defence: DefenceRules | None = None
    is_guided: bool = False


def prepare(
    staff: Staff,
    *,
    opens_at: datetime,
    closes_at: datetime,
    is_blind: bool = False,
    asked: Asked | None = None,
    year: int = 2026,
) -> Round:
    """A round of the province's newest guide, opened by its first official."""
    guide = guides.load(staff.province)
    label = guide.province
    kinds = list(guide.kinds)
    measures = guides.load("miit").measures
    plan = rounds.Plan(
        title=f"{year}年{label}工业互联网平台遴选（示例批次）",
        year=year,
        kinds=kinds,
        quotas=dict.fromkeys(kinds, 3),
        rule={"method": "trimmed_mean", "drop": 1, "from": 5},
        panel_size=3,
        is_blind=is_blind,
        contact=(
            f"{label}平台遴选工作办公室（示例），电话 000-00000000，"
            "电子邮箱 xuanping@example.com"
        ),
        opens_at=opens_at,
        closes_at=closes_at,
        citations=[f"miit/2018#{each.id}" for each in measures[3:5]],
    )
    table = guides.load("jilin").table
    assert table
    by, before = staff.officials[0], opens_at - timedelta(days=3)
    round = rounds.create(plan=plan, table=copy_of(table), by=by)
    _ask(round, table, asked or Asked(), by)
    rounds.open_round(round=round, digest=rounds.digest_of(round), by=by, at=before)
    return round


def _ask(round: Round, table: rules.IndicatorTable, asked: Asked, by: User) -> None:
    if asked.review:
        review_rules.set_review(round=round, review=asked.review, by=by)
    if asked.defence:
        defence_rules.set_defence(round=round, defence=asked.defence, by=by)
    if asked.is_guided:
        anchors.set_anchors(round=round, anchors=guidance(table), by=by)
        banding.set_scales(round, by)


def file_all(story: Story, ends: Iterable[str]) -> None:
    """More dossiers, each from its first page to where ``ends`` says it stops."""
    kinds = list(story.round.kinds)
    for number, end in enumerate(ends, start=len(story.dossiers)):
        at = story.filed + timedelta(hours=number)
        firm = story.first_firm + number
        member = enterprise_of(story.staff.province, firm, at, story.random)
        kind = kinds[number % len(kinds)]
        most = HALF if end == "draft" else None
        dossier = _fill(story, member, kind, number, at, most)
        story.dossiers.append(dossier)
        if end == "draft":
            continue
        at += timedelta(minutes=40)
        dossiers.submit(dossier=dossier, by=member, at=at, declared=True)
        _decide(story, dossier, end, at + timedelta(hours=3))


def _fill(
    story: Story,
    member: User,
    kind: str,
    number: int,
    at: datetime,
    most: int | None = None,
) -> Dossier:
    """A draft with its first ``most`` sections filled in, or with all of them."""
    enterprise = member.membership.enterprise
    dossier = starting.start(
        round=story.round, enterprise=enterprise, kind=kind, by=member, at=at
    )
    table = table_of(story.round)
    guide = replace(guide_of(story.round), table=table)
    identity = {
        "name": enterprise.name,
        "person": person(number),
        "email": member.email,
        "platform": f"{enterprise.name[2:4]}示例平台{number + 1}",
    }
    document = filling.document_for(guide, kind, story.random, identity)
    _make_its_own(story, document, guide.kinds[kind], number)
    sections = sections_of(guide, kind, table)
    for section in sections[:most]:
        dossiers.save_section(
            dossier=dossier,
            section=section.id,
            values=_values(section, document),
            version=dossier.version,
            by=member,
            at=at,
        )
        for kind in section.attachments:
            if kind.required or why_required(kind.required_when, document):
                _attach(dossier, section.id, kind.id, kind.label, at)
    return dossier


def _make_its_own(
    story: Story, document: dict[str, Any], kind: rules.Kind, number: int
) -> None:
    """Some miss their guide; one admits what a veto item asks about."""
    vetoing.admit(document, number)
    if number % 6 == 3:
        way = WAYS[number // 6 % len(WAYS)]
        shortfalls.spoil(document, kind, way, story.random)
        consistent.settle(document)


def _values(section: Section, document: dict[str, Any]) -> dict[str, Any]:
    """The part of a whole document that one section asks for."""
    metrics, profile = document["metrics"], document["profile"]
    values: dict[str, Any] = {
        "metrics": {m.id: metrics.get(m.id) for m in section.metrics},
        "profile": {f.id: profile.get(f.id) for f in section.fields},
        "capabilities": {
            q.metric.id: document["capabilities"].get(q.metric.id)
            for q in section.questions
        },
    }
    if section.rows:
        values[section.rows] = document[section.rows]
    return values


def _attach(
    dossier: Dossier, section: str, clause: str, label: str, at: datetime
) -> None:
    evidence.add(
        dossier=dossier,
        section=section,
        clause=clause,
        file=ContentFile(papers.paper_of(dossier.enterprise.name, label)),
        name=f"{label}（示例）.pdf",
        content_type="application/pdf",
        page_count=1,
        pages="1",
        by=dossier.started_by,
        at=at,
    )


def _decide(story: Story, dossier: Dossier, end: str, at: datetime) -> None:
    city = story.staff.cities[dossier.enterprise.city]
    if end == "submitted":
        return
    if end == "returned":
        corrections.return_for_correction(
            dossier=dossier,
            reasons="请补充设备接入清单，并核对统计截止日。（示例）",
            items=[corrections.Wanted(*each) for each in WANTED],
            due=at + timedelta(days=14),
            by=city,
            at=at,
        )
        return
    if end == "declined":
        decisions.decline(
            dossier=dossier, reason="平台尚未建成上线。（示例）", by=city, at=at
        )
        return
    checking.check(
        dossier=dossier,
        answers={each["id"]: checking.Answer(True) for each in guides.checks()},
        by=city,
        at=at,
    )
    vetoing.review(dossier, story.dossiers.index(dossier), by=city, at=at)
    decisions.recommend(
        dossier=dossier,
        order=decisions.next_order(dossier),
        opinion="材料齐全，数据真实，同意推荐。（示例）",
        by=city,
        at=at,
    )
    _decide_for_province(story, dossier, end, at + timedelta(hours=20))


#: What the city of the demo asks of the one dossier that it sends back.
WANTED = (
    ("operation", "figures_as_of", "经营与投入：统计截止日", "请核对统计截止日。"),
    ("access", "files", "设备与数据接入：本节佐证材料", "请补充设备接入清单。"),
)


def _decide_for_province(
    story: Story, dossier: Dossier, end: str, at: datetime
) -> None:
    if end == "accepted":
        decisions.accept(dossier=dossier, by=story.official, at=at)
        number = story.dossiers.index(dossier)
        vetoing.decide(dossier, number, by=story.official, at=at)
    elif end == "rejected":
        decisions.reject(
            dossier=dossier,
            reason="申报主体不是独立法人，也不是集团独立部门。（示例）",
            by=story.official,
            at=at,
        )
