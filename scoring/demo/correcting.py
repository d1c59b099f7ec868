"""An objection that is upheld: judged again, the list made again, a letter void."""

from datetime import datetime, timedelta

from applications.facts import limits_of
from scoring.actions import amending, letters, objecting, printing, reopening
from scoring.demo import reviewing
from scoring.demo.story import Story
from scoring.facts import cut_of, digest_of, lines_of
from scoring.facts.objected import Complaint
from scoring.facts.openings import Wrong
from scoring.models import Letter, Objection, Reopening, Shortlist, ShortlistEntry

#: The clause that it is about.
CLAUSE = "device-access"
SAID = Complaint(
    name="示例观察信息服务部",
    contact="000-00000000（示例）",
    text="该平台只接入本行业设备，不具备跨行业设备异构数据接入能力，请核查。（示例）",
)
FOUND = "现场核查：已接入设备均属同一行业，跨行业接入模块尚在测试。（示例）"
CHANGED = "异议成立，“设备接入”一条重新认定为未达到，名单重新排定。（示例）"


def correct(story: Story, shortlist: Shortlist, at: datetime) -> None:
    """The last of those selected has its letter, loses its place, and gets another."""
    chosen = shortlist.entries.filter(is_selected=True).order_by("position")
    last = chosen.select_related("dossier__round").last()
    assert last is not None
    _send_letter(story, last, at)
    objection = _uphold(story, shortlist, last, at + timedelta(hours=2))
    _judge_again(story, objection, last, at + timedelta(hours=20))
    later = at + timedelta(days=1)
    new = amending.amend(
        shortlist=shortlist, quota=shortlist.quota, minimum=None, reason=CHANGED,
        digest=_digest(shortlist), by=story.official, at=later,
    )  # fmt: skip
    reviewing.put_out(story, new, later)
    _send_letter(story, last, later)


def _send_letter(story: Story, entry: ShortlistEntry, at: datetime) -> None:
    """Results are written for the whole list; this one alone is printed and sent."""
    result = Letter.Kind.RESULT
    letters.write_letters(round=story.round, kinds=[result], by=story.official, at=at)
    mine = Letter.objects.standing().get(dossier=entry.dossier_id, kind=result)
    printing.print_letter(letter_id=mine.pk, at=at)
    letters.issue_letters(round=story.round, by=story.official, at=at)


def _uphold(
    story: Story, shortlist: Shortlist, entry: ShortlistEntry, at: datetime
) -> Objection:
    objection = objecting.file_objection(
        shortlist=shortlist, dossier=entry.dossier, said=SAID, proofs=[], by=None, at=at
    )
    objecting.answer(
        objection=objection, is_upheld=True, reason=FOUND, by=story.official,
        at=at + timedelta(hours=16),
    )  # fmt: skip
    return objection


def _judge_again(
    story: Story, objection: Objection, entry: ShortlistEntry, at: datetime
) -> None:
    [opened] = reopening.reopen(
        objection=objection,
        dossier=entry.dossier,
        wrong=[Wrong(Reopening.Kind.CLAUSE, CLAUSE)],
        note=FOUND,
        by=story.official,
        at=at,
    )
    reopening.judge_again(
        reopening=opened, holds=False, reason=FOUND, by=story.official, at=at
    )


def _digest(shortlist: Shortlist) -> str:
    """Of the ranking as an official would have it before their eyes now."""
    round, kind = shortlist.round, shortlist.kind
    lines = lines_of(round, kind)
    cut = cut_of(
        lines, quota=shortlist.quota, minimum=None, limits=limits_of(round, kind)
    )
    return digest_of(round, kind, lines, cut)
