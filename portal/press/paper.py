"""The press: WeasyPrint with the portal's own fonts, and with its doors shut."""

import gc
import os
from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders

from portal.press.glyphs import missing_in
from portal.press.light_fonts import prepare

# Fontconfig looks for fonts as soon as WeasyPrint is imported: not at the machine's.
os.environ["FONTCONFIG_FILE"] = str(settings.ASSETS_DIR / "fonts.conf")

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher


class PressError(Exception):
    """Why a page cannot be printed, in Chinese."""


class ClosedFetcher(URLFetcher):
    """Fetches nothing but what a page carries in itself, and stops at the attempt."""

    def __init__(self) -> None:
        super().__init__(
            allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True
        )


#: What papers use of WeasyPrint's own sheet, a tenth of it: the same bytes, sooner.
PLAIN = """
html, body, div, p, h1, h2, section { display: block }
head, title, meta { display: none }
h1 { bookmark-level: 1; bookmark-label: content(text) }
h2 { bookmark-level: 2; bookmark-label: content(text) }
table { display: table; box-sizing: border-box; border-spacing: 2px }
thead { display: table-header-group; vertical-align: middle }
tbody { display: table-row-group; vertical-align: middle }
tr { display: table-row; vertical-align: inherit }
col { display: table-column }
colgroup { display: table-column-group }
td, th { display: table-cell; vertical-align: inherit; padding: 1px }
th { font-weight: bold }
strong { font-weight: bolder }
br::before { content: "\\A"; white-space: pre-line }
svg { overflow: hidden }
"""


class Page(HTML):
    """A page of ours; were the method to go, papers would print as before."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_plain()]


@cache
def _plain() -> CSS:
    return CSS(string=PLAIN, url_fetcher=ClosedFetcher())


def pdf_of(html: str, style: str = "css/letter.css") -> bytes:
    """Print a page with one of our style sheets; raises PressError if it fetches."""
    fonts = _fonts()
    try:
        page = Page(string=html, url_fetcher=ClosedFetcher())
        pdf: bytes = page.write_pdf(stylesheets=[_sheet(style)], font_config=fonts)
    except FatalURLFetchingError as error:  # a BaseException: it would end the worker
        raise PressError("内容引用了外部资源，不予生成。") from error
    return pdf


@cache
def _fonts() -> FontConfiguration:
    """One set of fonts a process: a set a paper leaks."""
    os.environ["FONTCONFIG_FILE"] = str(prepare(settings.ASSETS_DIR))
    return FontConfiguration()


@cache
def _sheet(style: str) -> CSS:
    """Each style sheet is parsed once a process."""
    return CSS(
        filename=finders.find(style), font_config=_fonts(), url_fetcher=ClosedFetcher()
    )


def warm_up() -> None:
    """Print once before work comes, and keep what that made out of the collector."""
    pdf_of("<p>一</p>")
    missing_in("一")
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # a letter makes many objects and few circles
