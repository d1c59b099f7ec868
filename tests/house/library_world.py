"""Platforms in the library, each at another stage, and one that is not in it yet."""

from datetime import date

from django.core.files.base import ContentFile

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import (
    LibraryDecision,
    LibraryEntry,
    LibraryYear,
    Rectification,
    RectificationFile,
    ShortlistEntry,
    YearlyReport,
)
from tests.factories import NOW, make_dossier, make_round, make_user
from tests.house.lists import make_list

Arguments = dict[str, list[object]]
LAST = date(2099, 1, 5)


def library(owner: User, official: User) -> Arguments:
    """``colleague`` is another official of the same province."""
    colleague = make_user(User.Role.OFFICIAL)
    free, proposed, open_one, proven = (_entry(owner, official) for _ in range(4))
    _selected(None, official)
    year = LibraryYear.objects.create(
        province="jilin", year=2026, due_on=LAST, opened_by=official, opened_at=NOW
    )
    draft = _report(free, year)
    handed_in = _report(
        proposed, year, state="handed_in", handed_in_by=owner, handed_in_at=NOW
    )
    waiting = _decision(proposed, colleague)
    own = _decision(open_one, official)
    work, done = (_work(each, official, colleague) for each in (open_one, proven))
    Rectification.objects.filter(pk=done.pk).update(
        state="handed_in", text="示例", handed_in_by=owner, handed_in_at=NOW
    )
    return {
        "kept_entry": [free.pk],
        "proposed_entry": [proposed.pk],
        "library_year": [year.pk],
        "draft_report": [draft.pk],
        "handed_in_report": [handed_in.pk],
        "waiting_decision": [waiting.pk],
        "own_decision": [own.pk],
        "open_work": [work.pk],
        "proven_work": [done.pk],
        "proof": [_proof(done)],
    }


def _selected(owner: User | None, official: User) -> ShortlistEntry:
    """On a list that is final, of a round of its own."""
    round, kind = make_round(status=Round.Status.PUBLISHED), "industry"
    dossier = make_dossier(
        owner, round=round, kind=kind, status=Dossier.Status.ACCEPTED
    )
    final = make_list(
        round, kind, drawn_up_by=make_user(User.Role.OFFICIAL), state="published",
        published_by=official, published_at=NOW, notice_from=date(2020, 1, 6),
        notice_until=date(2020, 1, 13), confirmed_by=official, confirmed_at=NOW,
    )  # fmt: skip
    return ShortlistEntry.objects.create(
        shortlist=final, dossier=dossier, position=1, place=1, mark="90.00", sheets=3,
        is_eligible=True, is_selected=True, groups={"服务能力": "30.00"},
        marks=["90.00"], library="省级平台培育库",
    )  # fmt: skip


def _entry(owner: User, official: User) -> LibraryEntry:
    line = _selected(owner, official)
    dossier, round = line.dossier, line.dossier.round
    return LibraryEntry.objects.create(
        source=line, enterprise=dossier.enterprise, platform=dossier.platform,
        province=round.province, guide_key=round.guide_key, kind=dossier.kind,
        year=round.year, library=line.library, level="key", since=NOW,
    )  # fmt: skip


def _report(entry: LibraryEntry, year: LibraryYear, **fields: object) -> YearlyReport:
    return YearlyReport.objects.create(
        entry=entry, year=year, asked=["staff"], figures={"staff": 9}, **fields
    )


def _decision(entry: LibraryEntry, by: User, **fields: object) -> LibraryDecision:
    fields = {"kind": "removed", "reason": "示例", **fields}
    return LibraryDecision.objects.create(
        entry=entry, proposed_by=by, proposed_at=NOW, **fields
    )


def _work(entry: LibraryEntry, by: User, other: User) -> Rectification:
    decision = _decision(
        entry, by, kind="rectify", workdays=9, state="confirmed", settled_by=other,
        settled_at=NOW,
    )  # fmt: skip
    LibraryEntry.objects.filter(pk=entry.pk).update(state="rectifying")
    return Rectification.objects.create(decision=decision, due_on=LAST)


def _proof(work: Rectification) -> str:
    proof = RectificationFile(
        rectification=work, name="x.pdf", content_type="application/pdf", size=9,
        sha256="0" * 64, uploaded_at=NOW,
    )  # fmt: skip
    proof.file.save("x.pdf", ContentFile(b"%PDF-1.4 "))
    return proof.key
