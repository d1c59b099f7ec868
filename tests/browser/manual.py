"""The pictures of the manuals: ``bin/screenshots`` takes them with the others."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.pages import open_as
from tests.browser.portal_server import ROOT, PortalServer

FOLDER = ROOT / "docs" / "manual" / "pictures"
WIDTH = 1100

KEYS = """
import json
from applications.models import Dossier, Evidence, Round
mine = Dossier.objects.filter(
    enterprise__memberships__user__email="firm04.jiangsu@example.com").first()
sent = Dossier.objects.filter(round__province="jiangsu", status="submitted").first()
file = Evidence.objects.filter(dossier=sent, content_type="application/pdf").first()
open = Round.objects.get(province="jiangsu")
member = sent.enterprise.memberships.first().user.email.partition("@")[0]
print("KEYS" + json.dumps({
    "mine": mine.key, "sent": sent.key, "file": file.key, "round": open.pk,
    "member": member,
}))
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """``who`` looks at ``path``; ``do`` brings the page to what is to be seen."""

    name: str
    who: str
    path: str
    height: int = 760
    do: Callable[[Page], None] = lambda page: None


def pictures(server: PortalServer) -> list[Picture]:
    printed = server.manage("shell", "-v", "0", "-c", KEYS)
    keys = json.loads(printed.split("KEYS", 1)[1])
    mine, sent = f"/dossiers/{keys['mine']}/", f"/dossiers/{keys['sent']}/"
    clerk, member = "firm04.jiangsu", keys["member"]
    return [
        Picture("self-check", "", "/self-check/", do=_check_oneself),
        Picture("colleagues", clerk, "/enterprise/", 420),
        Picture("dossier-new", clerk, f"/rounds/{keys['round']}/apply/"),
        Picture("section", clerk, f"{mine}sections/access/"),
        Picture("workbook", clerk, f"{mine}workbook/", 560),
        Picture("evidence", member, f"/evidence/{keys['file']}/view/"),
        Picture("receipt", member, f"{sent}receipt/", 620),
    ]


def _check_oneself(page: Page) -> None:
    """A few figures are enough to see who is near."""
    for name, value in {"connected_devices": "80", "industrial_apps": "30"}.items():
        control = page.locator(f"main [name={name}]")
        if control.count():
            control.first.fill(value)
    with page.expect_navigation():
        page.locator("main form button").last.click()


def take(browser: Browser, server: PortalServer) -> None:
    """Few colours and exact size: the manuals travel with the repository."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for each in pictures(server):
        page = open_as(browser, server, each.who, WIDTH)
        page.set_viewport_size({"width": WIDTH, "height": each.height})
        page.goto(server.url + each.path)
        each.do(page)
        shot = Image.open(io.BytesIO(page.screenshot()))
        shot.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(
            FOLDER / f"{each.name}.png", optimize=True
        )
        page.context.close()
