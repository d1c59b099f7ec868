"""The pictures of what is looked at all along and of what follows a published list."""

from tests.browser.pages import keys_of
from tests.browser.picture import Picture
from tests.browser.portal_server import PortalServer

KEYS = """
import json
from applications.models import Round
from scoring.models import (
    Assignment, Defence, LibraryDecision, Objection, Replacement, ShortlistEntry,
    YearlyReport,
)
rounds = {each.province: each.pk for each in Round.objects.order_by("opens_at", "pk")}
lost = ShortlistEntry.objects.filter(
    shortlist__round=rounds["jilin"], shortlist__state="published",
    is_eligible=True, is_selected=False).order_by("place").first()
due = YearlyReport.objects.filter(state="returned").order_by("pk").first()
read = YearlyReport.objects.filter(state="handed_in").order_by("pk").first()
asked = LibraryDecision.objects.filter(state="proposed").first()
today = Defence.objects.filter(call__ended_at=None, call__cancelled_at=None)
waits = Assignment.objects.defending().filter(dossier__defence__in=today)
waits = waits.exclude(defence_sheet__state__in=["handed_in", "recused"])
seat = waits.select_related("expert__user").order_by("pk").first()
def who(enterprise):
    return enterprise.memberships.first().user.email.partition("@")[0]
print("KEYS" + json.dumps({
    "round": rounds, "objection": Objection.objects.filter(state="open").first().pk,
    "lost": lost.dossier.key, "loser": who(lost.dossier.enterprise),
    "entry": due.entry_id, "kept_by": who(due.entry.enterprise),
    "report": read.pk, "decided": asked.entry_id,
    "seat": seat.key, "defends": seat.expert.user.email.partition("@")[0],
    "replacement": Replacement.objects.published().order_by("pk").first().pk,
}))
"""


def later_pictures(server: PortalServer) -> list[Picture]:
    keys = keys_of(server, KEYS)
    rounds = {name: f"/manage/rounds/{pk}/" for name, pk in keys["round"].items()}
    official, records = "official1.jilin", "/library/records/"
    kept, decided = f"{records}{keys['entry']}/", f"{records}{keys['decided']}/"
    result = f"/dossiers/{keys['lost']}/result/"
    objection = f"/manage/objections/{keys['objection']}/"
    return [
        Picture("enterprise-result", keys["loser"], result, 1060),
        Picture("enterprise-library", keys["kept_by"], kept, 620),
        Picture("official-dashboard", official, f"{rounds['jilin']}dashboard/", 920),
        Picture(
            "official-worktable",
            official,
            f"{rounds['jilin']}worktable/?flag=极差偏大",
            1000,
        ),
        Picture(
            "official-defence", "official1.jiangxi", f"{rounds['jiangxi']}defence/", 980
        ),
        Picture("expert-defence", keys["defends"], f"/scoring/{keys['seat']}/defence/"),
        Picture(
            "official-replacement",
            official,
            f"/manage/replacements/{keys['replacement']}/",
            900,
        ),
        Picture("official-objection", official, objection, 860),
        Picture("official-library", official, records, 960),
        Picture(
            "official-report", official, f"{records}reports/{keys['report']}/", 900
        ),
        Picture("official-decision", official, decided, 720),
    ]
