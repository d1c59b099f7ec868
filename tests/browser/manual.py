"""The pictures of the manuals: ``bin/screenshots`` takes them with the others."""

import io
import tempfile
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.manual_later import later_pictures
from tests.browser.manual_review import review_pictures
from tests.browser.pages import keys_of, open_as
from tests.browser.picture import Picture
from tests.browser.portal_server import ROOT, PortalServer

FOLDER = ROOT / "docs" / "manual" / "pictures"
WIDTH = 1100

KEYS = """
import json
from applications.models import Dossier, Evidence, Round
mine = Dossier.objects.filter(
    enterprise__memberships__user__email="firm04.jiangsu@example.com").first()
here = Dossier.objects.filter(round__province="jiangsu").order_by("pk")
sent = here.filter(status="submitted").first()
back = here.filter(status="returned").first()
file = Evidence.objects.filter(dossier=sent, content_type="application/pdf").first()
open = Round.objects.get(province="jiangsu")
city = here.filter(enterprise__city="南京市", status="submitted")
def who(dossier):
    return dossier.enterprise.memberships.first().user.email.partition("@")[0]
print("KEYS" + json.dumps({
    "mine": mine.key, "sent": sent.key, "file": file.key, "round": open.pk,
    "member": who(sent), "back": back.key, "returned": who(back),
    "waiting": [each.key for each in city],
}))
"""


def pictures(server: PortalServer) -> list[Picture]:
    keys = keys_of(server, KEYS)
    mine, sent = f"/dossiers/{keys['mine']}/", f"/dossiers/{keys['sent']}/"
    clerk, member, city = "firm04.jiangsu", keys["member"], "city1.jiangsu"
    one, all = keys["waiting"][0], "&d=".join(keys["waiting"][:3])
    return [
        Picture("self-check", "", "/self-check/", do=_check_oneself),
        Picture("signup", "", "/accounts/signup/", 900),
        Picture("colleagues", clerk, "/enterprise/", 420),
        Picture("dossier-new", clerk, f"/rounds/{keys['round']}/apply/"),
        Picture("tasks", clerk, mine, 900),
        Picture("section", clerk, f"{mine}sections/access/"),
        Picture("workbook", clerk, f"{mine}workbook/", 600, _preview),
        Picture("evidence", member, f"/evidence/{keys['file']}/view/"),
        Picture("receipt", member, f"{sent}receipt/", 620),
        Picture("correction", keys["returned"], f"/dossiers/{keys['back']}/", 640),
        Picture("city-queue", city, "/city/", 720),
        Picture("city-dossier", city, f"/city/{one}/", 700),
        Picture("city-check", city, f"/city/{one}/checks/", 700),
        Picture("city-batch", city, f"/city/batch/?d={all}", 640),
        Picture("city-return", city, f"/city/{one}/return/", 760, _name_one),
        Picture("city-list", city, "/city/recommendations/", 700),
        *review_pictures(server),
        *later_pictures(server),
    ]


def _check_oneself(page: Page) -> None:
    """A few figures are enough to see who is near."""
    page.evaluate("for (const d of document.querySelectorAll('main details')) d.open=1")
    for name, value in {"connected_devices": "80", "industrial_apps": "30"}.items():
        control = page.locator(f"main [name={name}]")
        if control.count():
            control.first.fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="核对", exact=True).last.click()


def _preview(page: Page) -> None:
    """The template as it is filled in already, with one figure changed."""
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载模板（带已填内容）").click()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "填报模板.xlsx"
        caught.value.save_as(path)
        book = load_workbook(path)
        sheet = book["填报表"]
        named = (c for c in sheet["A"] if str(c.value).startswith("已连接工业设备数"))
        sheet.cell(next(named).row, 2).value = 12345
        book.save(path)
        page.set_input_files("[name=book]", path)
        with page.expect_navigation():
            page.get_by_role("button", name="上传并核对").click()


def _name_one(page: Page) -> None:
    page.fill("#pick-search", "已连接")
    page.fill("[name='note-access--connected_devices']", "与设备清单不一致，请核对。")
    page.evaluate("scrollTo(0, 260)")


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
