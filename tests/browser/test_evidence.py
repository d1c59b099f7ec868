"""Files dropped, watched and looked at; the same without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import sideways, violations
from tests.browser.portal_server import PortalServer
from tests.files import sound

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_dossier, make_enterprise, make_round, make_user
now = timezone.now()
user = make_user(email="owner@example.com", name="示例填报人")
make_enterprise(user, province="jiangsu", city="南京市")
for code in ("JS1", "JS2", "JS3", "JS4"):
    round = make_round(province="jiangsu", code=code,
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    dossier = make_dossier(user, round=round, kind="comprehensive")
    print(f"KEY {code} {dossier.key}")
"""
PASSWORD = "correct-horse-battery"
#: As a browser does it: files in the hand, let go over the place.
DROP = """
([selector, files]) => {
  const held = new DataTransfer();
  for (const [name, bytes] of files)
    held.items.add(new File([new Uint8Array(bytes)], name));
  const box = document.querySelector(selector);
  for (const type of ["dragenter", "dragover", "drop"])
    box.dispatchEvent(new DragEvent(type,
      { dataTransfer: held, bubbles: true, cancelable: true }));
}
"""
LICENCE = "[data-place=licence]"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def at_attachments(
    browser: Browser, server: PortalServer, code: str, **options
) -> Page:
    context = browser.new_context(base_url=server.url, locale="zh-CN", **options)
    page = context.new_page()
    page.set_default_timeout(15000)
    page.goto("/accounts/login/")
    page.fill("[name=login]", "owner@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_load_state()
    page.goto(f"/dossiers/{server.keys[code]}/sections/attachments/")
    return page


def drop(page: Page, place: str, *files: tuple[str, bytes]) -> None:
    page.evaluate(DROP, [place, [[name, list(content)] for name, content in files]])


def files_at(page: Page, place: str):
    return page.locator(f"{place} [data-upload-files] > li")


def test_dropped_files_are_sent_one_by_one_and_looked_at(browser, server):
    page = at_attachments(browser, server, "JS1")
    refused = []
    page.on("console", lambda m: refused.append(m.text) if "Policy" in m.text else None)
    page.fill(f"{LICENCE} [name=file-licence-pages]", "2")

    drop(page, LICENCE, ("执照.pdf", sound.pdf(pages=3)), ("坏.pdf", b"%PDF-1.7"),
         ("照片.png", sound.noise("PNG")))  # fmt: skip

    expect(files_at(page, LICENCE)).to_have_count(2)
    queue = page.locator(f"{LICENCE} [data-upload-queue]")
    expect(queue).to_contain_text("“坏.pdf”已损坏或不完整")
    expect(page.locator("#id_licence_group .p-badge").first).to_have_text("已上传")
    expect(page.locator(f"{LICENCE} [role=status]")).not_to_be_empty()
    queue.get_by_role("button", name="知道了").click()
    expect(queue.locator("li")).to_have_count(0)

    page.get_by_role("link", name="执照.pdf", exact=True).click()
    expect(page.locator("main")).to_contain_text("第 1 页，共 3 页")
    expect_a_drawn_page(page)
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("main")).to_contain_text("第 2 页，共 3 页")
    page.fill("#id_page", "3")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("第 3 页，共 3 页")
    page.get_by_role("link", name="返回", exact=True).click()
    files_at(page, LICENCE).first.get_by_role("link", name="改页码").click()
    page.fill("[name=pages]", "1-2")
    page.get_by_role("button", name="保存页码").click()
    expect(files_at(page, LICENCE).first).to_contain_text("相关页码 1-2")
    assert refused == []


def expect_a_drawn_page(page: Page) -> None:
    picture = page.locator(".p-leaf__page img")
    expect(picture).to_have_js_property("naturalWidth", 1240)


def test_progress_is_shown_and_an_upload_may_be_cancelled_and_tried_again(
    browser, server
):
    page = at_attachments(browser, server, "JS2")
    held = []
    page.route("**/files/", lambda route: held.append(route))

    drop(page, LICENCE, ("甲.pdf", sound.pdf()), ("乙.pdf", sound.pdf(pages=2)))

    lines = page.locator(f"{LICENCE} [data-upload-queue] > li")
    expect(lines.locator("progress")).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("正在上传")
    expect(lines.nth(1)).to_contain_text("等待上传")
    lines.nth(1).get_by_role("button", name="取消").click()
    expect(lines).to_have_count(1)
    held.pop().abort()
    expect(lines.nth(0)).to_contain_text("上传中断，请检查网络后重试")
    page.unroute("**/files/")
    lines.nth(0).get_by_role("button", name="重试").click()
    expect(files_at(page, LICENCE)).to_have_count(1)
    expect(lines).to_have_count(0)


def test_a_form_that_is_sent_too_early_waits_for_its_files(browser, server):
    page = at_attachments(browser, server, "JS3")
    files = [("a.pdf", sound.pdf(pages=n)) for n in (1, 2, 3)]
    drop(page, LICENCE, *files)

    page.get_by_role("button", name="保存并返回任务列表").click()
    page.wait_for_url(f"**/dossiers/{server.keys['JS3']}/")

    page.goto(f"/dossiers/{server.keys['JS3']}/sections/attachments/")
    expect(files_at(page, LICENCE)).to_have_count(3)


def test_without_scripts_the_same_form_takes_the_file(browser, server, tmp_path):
    paper = tmp_path / "执照.pdf"
    paper.write_bytes(sound.pdf())
    page = at_attachments(browser, server, "JS4", java_script_enabled=False)

    page.set_input_files("[name=file-licence-files]", paper)
    page.locator(f"{LICENCE} [data-upload-button]").click()

    expect(files_at(page, LICENCE)).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_place_for_files_and_the_viewer_fit_and_are_accessible(
    browser, server, width
):
    page = at_attachments(
        browser, server, "JS1", viewport={"width": width, "height": 4200}
    )
    drop(page, "[data-place=other]", ("坏.pdf", b"%PDF-1.7"))
    expect(page.locator("[data-place=other] .p-err")).to_be_visible()
    check(page)
    drop(
        page,
        "[data-place=commitment]",
        (f"{width}.pdf", sound.pdf(pages=width % 11 + 1)),
    )
    page.get_by_role("link", name=f"{width}.pdf", exact=True).click()
    expect_a_drawn_page(page)
    check(page)


def check(page: Page) -> None:
    assert sideways(page) == 0
    assert violations(page) == []
