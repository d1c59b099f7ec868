"""The year before: a final list, and what became of its platforms in the library."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.core.files.base import ContentFile

from portal import guides, rules
from portal.guides import library as law
from portal.models import User
from portal.rules import plain
from scoring.actions import (
    library_decisions,
    library_years,
    noticing,
    rectifying,
    yearly_reports,
)
from scoring.demo import papers, reviewing
from scoring.demo.people import Staff
from scoring.demo.story import Story, file_all, prepare
from scoring.facts.library import before_of, running_work
from scoring.facts.objected import Proof
from scoring.models import LibraryDecision, LibraryEntry, Shortlist, YearlyReport

Kind = LibraryDecision.Kind
#: The firms of the year before are others than those of the current round.
FIRST_FIRM = 40
FILED = 12


def keep(staff: Staff, random: Random, now: datetime) -> None:
    """From a round of last year to this year's reports."""
    story = _earlier_round(staff, random, now)
    entries = list(LibraryEntry.objects.filter(province=staff.province).order_by("pk"))
    opened = now - timedelta(days=40)
    first = staff.officials[0]
    day = (now - timedelta(days=3)).astimezone(rules.BEIJING).date()
    library_years.open_year(year=story.round.year, due_on=day, by=first, at=opened)
    tellers = (_passed, _waiting, _accepted, _late, _rectified, _removed, _sent_back)
    reserve = [each for each in entries if each.level == LibraryEntry.Level.RESERVE]
    key = [each for each in entries if each not in reserve]
    for tell, entry in zip(tellers, key, strict=False):
        tell(Told(staff, entry, random, now))
    for entry in reserve[:1]:
        _promoted(Told(staff, entry, random, now))


class Told:
    """One entry, and the people who act on it."""

    def __init__(
        self, staff: Staff, entry: LibraryEntry, random: Random, now: datetime
    ) -> None:
        self.entry, self.random, self.now = entry, random, now
        self.first, self.second = staff.officials[:2]
        self.report = YearlyReport.objects.select_related("year", "entry").get(
            entry=entry
        )
        self.member = User.objects.get(membership__enterprise=entry.enterprise_id)

    def hand_in(self) -> None:
        yearly_reports.hand_in(
            report=self.report, said=_said(self), version=self.report.version,
            by=self.member, at=self.now - timedelta(days=12),
        )  # fmt: skip

    def answer(self, is_accepted: bool, opinion: str = "") -> None:
        yearly_reports.answer(
            report=self.report, is_accepted=is_accepted, opinion=opinion,
            by=self.first, at=self.now - timedelta(days=8),
        )  # fmt: skip

    def decide(
        self, kind: str, reason: str, *, is_settled: bool = True, **more: object
    ) -> None:
        entry = LibraryEntry.objects.get(pk=self.entry.pk)
        said = library_decisions.Proposed(kind=kind, reason=reason, **more)
        at = self.now - timedelta(days=6)
        decision = library_decisions.propose(
            entry=entry, said=said, by=self.first, at=at
        )
        if is_settled:
            library_decisions.settle(
                decision=decision, is_confirmed=True, opinion="同意。（示例）",
                by=self.second, at=at + timedelta(hours=3),
            )  # fmt: skip


def _earlier_round(staff: Staff, random: Random, now: datetime) -> Story:
    opens_at = now - timedelta(days=330)
    round = prepare(
        staff,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=40),
        year=opens_at.astimezone(rules.BEIJING).year,
    )
    filed = opens_at + timedelta(days=1)
    story = Story(staff, round, random, filed=filed, first_firm=FIRST_FIRM)
    file_all(story, ["accepted"] * FILED)
    reviewing.seat(story, opens_at + timedelta(days=45))
    reviewing.score(story, opens_at + timedelta(days=50))
    reviewing.close(story, opens_at + timedelta(days=60))
    for kind in round.kinds:
        reviewing.decide(story, kind, opens_at + timedelta(days=60))
    for shortlist in Shortlist.objects.filter(round=round).order_by("pk"):
        noticing.confirm(
            shortlist=shortlist, by=story.official, at=opens_at + timedelta(days=75)
        )
    return story


def _said(told: Told) -> dict[str, object]:
    """This year's figures: those of the dossier, somewhat higher or lower."""
    before = before_of(told.report).figures
    metrics = guides.vocabulary().metrics
    figures: dict[str, object] = {}
    for id in law.figures():
        moved = Decimal(str(before.get(id) or 20)) * told.random.randint(88, 165) / 100
        is_whole = metrics[id].type == "int"
        figures[id] = int(moved) if is_whole else plain(moved.quantize(Decimal("0.1")))
    return {
        "figures": figures,
        "progress": "新增服务企业和工业模型，平台运行正常。（示例）",
        "plans": "标识解析应用不足，下一年重点推进。（示例）",
    }


def _checked(**failing: bool) -> dict[str, bool]:
    return {each.id: True for each in law.checks()} | failing


def _passed(told: Told) -> None:
    told.hand_in()
    told.answer(True)
    told.decide(
        Kind.PASSED, "各项要点符合。（示例）", report=told.report, checklist=_checked()
    )


def _waiting(told: Told) -> None:
    told.hand_in()


def _accepted(told: Told) -> None:
    """Reviewed by one official, and waiting for another."""
    told.hand_in()
    told.answer(True, "数据变化已说明。（示例）")
    told.decide(
        Kind.PASSED, "各项要点符合。（示例）", report=told.report,
        checklist=_checked(), is_settled=False,
    )  # fmt: skip


def _late(told: Told) -> None:
    """Nothing was handed in: to be put right."""
    told.decide(
        Kind.RECTIFY, "没有按期报送年度报告，请补报并说明原因。（示例）", workdays=30
    )


def _rectified(told: Told) -> None:
    told.decide(Kind.RECTIFY, "平台网址无法访问，请恢复运行。（示例）", workdays=20)
    work = running_work(told.entry)
    assert work
    paper = papers.paper_of(told.entry.enterprise.name, "整改证明")
    rectifying.hand_in(
        work=work,
        text="已恢复访问，附运行记录。（示例）",
        proofs=[Proof(ContentFile(paper), "整改证明（示例）.pdf", "application/pdf")],
        by=told.member,
        at=told.now - timedelta(days=1),
    )


def _removed(told: Told) -> None:
    told.decide(Kind.REMOVED, "平台停止运营，单位申请退出。（示例）")


def _sent_back(told: Told) -> None:
    told.hand_in()
    told.answer(False, "服务企业数量与佐证不一致，请核对。（示例）")


def _promoted(told: Told) -> None:
    told.hand_in()
    told.answer(True)
    told.decide(Kind.PROMOTED, "能力达到重点平台的要求，由储备晋升。（示例）")
