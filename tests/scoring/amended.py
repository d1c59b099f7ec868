"""A list before the public whose objections are upheld, and what follows."""

from datetime import date

from applications.facts import limits_of
from portal.models import User
from scoring.actions import (
    amending,
    noticing,
    objecting,
    rechecking,
    reopening,
    shortlists,
)
from scoring.facts import cut_of, digest_of, lines_of
from scoring.facts.objected import Complaint
from scoring.facts.openings import Wrong
from scoring.facts.reopened import Answer
from scoring.models import Objection, Reopening, Shortlist
from tests.factories import NOW, make_user
from tests.scoring.closed_rounds import (
    KIND,
    SERVICE,
    make_closed_round,
    make_ranked,
)
from tests.scoring.pages import frozen

Kind = Reopening.Kind
SINCE, UNTIL = date(2026, 11, 20), date(2026, 11, 27)
SAID = Complaint("示例举报有限公司", "0431-00000000", "第二名的案例没有验收（示例）。")
NOTE = "案例没有验收材料（示例）。"
WHY = "案例证据不足（示例）。"
CHANGED = "经核查异议成立，重新排名（示例）。"


def make_officials(count: int = 3) -> list[User]:
    return [
        make_user(User.Role.OFFICIAL, name=f"示例{n}处长") for n in "王李张赵"[:count]
    ]


def make_published(
    officials: list[User], *shares: str, letter: str = "A", **fields
) -> Shortlist:
    """A list of two selected before the public, best first, of two sheets each."""
    round = make_closed_round(**fields)
    for n, share in enumerate(shares or ("0.9", "0.8", "0.79"), start=1):
        make_ranked(round, f"{letter}-0{n}", share, share)
    drawn = frozen(round, officials[0])
    return put_out(drawn, officials)


def put_out(shortlist: Shortlist, officials: list[User]) -> Shortlist:
    """Signed by a second one, and put before the public."""
    shortlists.approve(shortlist=shortlist, by=officials[1], at=NOW)
    noticing.publish(
        shortlist=shortlist, since=SINCE, until=UNTIL, by=officials[0], at=NOW
    )
    shortlist.refresh_from_db()
    return shortlist


def upheld(shortlist: Shortlist, by: User, number: str = "A-02") -> Objection:
    dossier = shortlist.entries.get(dossier__number=number).dossier
    found = objecting.file_objection(
        shortlist=shortlist, dossier=dossier, said=SAID, proofs=[], by=None, at=NOW
    )
    objecting.answer(objection=found, is_upheld=True, reason="属实。", by=by, at=NOW)
    found.refresh_from_db()
    return found


def reopen(objection: Objection, by: User, *wrong: Wrong, note: str = NOTE):
    return reopening.reopen(
        objection=objection, dossier=objection.dossier, wrong=wrong, note=note,
        by=by, at=NOW,
    )  # fmt: skip


def seats_of(objection: Objection):
    rows = objection.dossier.assignments.select_related("expert__user", "sheet")
    return list(rows.order_by("pk"))


def reopen_marks(objection: Objection, by: User, *codes: str):
    """Of the first expert."""
    seat = seats_of(objection)[0]
    wrong = Wrong(Kind.MARKS, assignment=seat.pk, codes=codes or (SERVICE,))
    return reopen(objection, by, wrong)[0]


def recheck(seat, points: str = "0", *codes: str) -> None:
    seat.refresh_from_db()
    sheet = seat.sheet
    sheet.refresh_from_db()
    answers = {code: Answer(points, WHY) for code in codes or (SERVICE,)}
    rechecking.recheck(
        sheet=sheet, answers=answers, facts=0, version=sheet.version,
        by=seat.expert.user, at=NOW,
    )  # fmt: skip


def digest_now(shortlist: Shortlist, quota: int = 2) -> str:
    lines = lines_of(shortlist.round, KIND)
    limits = limits_of(shortlist.round, KIND)
    cut = cut_of(lines, quota=quota, minimum=None, limits=limits)
    return digest_of(shortlist.round, KIND, lines, cut)


def amend(shortlist: Shortlist, by: User, quota: int = 2) -> Shortlist:
    return amending.amend(
        shortlist=shortlist, quota=quota, minimum=None, reason=CHANGED, by=by, at=NOW,
        digest=digest_now(shortlist, quota),
    )  # fmt: skip
