"""Where a file says as text whose it is, nobody reads it; all else stays."""

import io
import zipfile

import numpy
import openpyxl
import pikepdf
import pypdfium2
import pytest
import weasyprint
from django.conf import settings
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from PIL import Image

from portal.files import preview
from portal.files.bare import bare
from portal.files.checking import SHEET, WORD
from tests.files import sound
from tests.files.said import places_of

NAME = "示例金丝雀智造（吉林）有限公司"
PHONE = "13987654321"
WORDS = [NAME, PHONE, "XL"]
PDF = "application/pdf"
HTML = f"""<meta charset="utf-8">
<style>@page {{ size: A4 }} h1 {{ break-before: page; font-size: 40px }}
span {{ display: inline-block; margin-top: 9em; transform: rotate(90deg) }}
p.narrow {{ width: 9em; font-size: 24px }}</style>
<p>第一页写的是设备 480 台。<p class="narrow">本平台由{NAME}建设。</p>
<h1>第二页谁也没有提到</h1><h1><span>{NAME}</span></h1>"""


@pytest.fixture(scope="module")
def paper() -> bytes:
    return weasyprint.HTML(string=HTML).write_pdf(pdf_tags=True)


def drawn(content: bytes, number: int, hidden: list[str]) -> numpy.ndarray:
    picture = preview.draw(
        content, PDF, number, mark="x", assets=settings.ASSETS_DIR, hidden=hidden
    )
    return numpy.asarray(Image.open(io.BytesIO(picture)).convert("L")).astype(int)


def texts(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in document]


def test_a_page_that_names_somebody_comes_as_a_picture_with_the_name_covered(paper):
    copy = bare(paper, PDF, hidden=WORDS)

    first, second, third = texts(copy)
    assert (first, third) == ("", "")
    assert "第二页谁也没有提到" in second
    assert places_of("金丝雀", copy) == []
    before, after = (drawn(each, 2, []) for each in (paper, copy))
    assert numpy.array_equal(before, after)
    sizes = [each.get_size() for each in pypdfium2.PdfDocument(copy)]
    assert sizes == [each.get_size() for each in pypdfium2.PdfDocument(paper)]


@pytest.mark.parametrize("number", [1, 3])
def test_on_the_page_shown_the_letters_are_dark_and_the_rest_is_as_it_was(
    paper, number
):
    plain, covered = (drawn(paper, number, hidden) for hidden in ([], WORDS))
    downloaded = drawn(bare(paper, PDF, hidden=WORDS), number, [])

    changed = numpy.abs(plain - covered) > 60
    assert changed.sum() > 5000
    assert covered[changed].max() < 100
    page = pypdfium2.PdfDocument(paper)[number - 1]
    scale = plain.shape[1] / page.get_width()
    text = page.get_textpage()
    for at in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(at)
        rows = slice(*(int((page.get_height() - y) * scale) for y in (top, bottom)))
        letter = covered[rows, int(left * scale) : int(right * scale)]
        if letter.size and chr(_code(text, at)) in NAME:
            assert letter.mean() < 90, chr(_code(text, at))
    assert numpy.abs(covered - downloaded).mean() < 2


def _code(text: pypdfium2.PdfTextPage, at: int) -> int:
    return pypdfium2.raw.FPDFText_GetUnicode(text, at)


def test_what_is_typed_into_a_form_and_noted_beside_is_covered_too():
    def put(document: pikepdf.Pdf) -> None:
        page, rect = document.pages[0], [50, 700, 400, 730]
        look = pikepdf.Stream(document, f"BT /F1 12 Tf ({PHONE}) Tj ET".encode())
        look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        look.BBox = [0, 0, 350, 30]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        field = pikepdf.Dictionary(
            FT=pikepdf.Name.Tx,
            Subtype=pikepdf.Name.Widget,
            Type=pikepdf.Name.Annot,
            Rect=rect,
            F=4,
            T=pikepdf.String("phone"),
            V=pikepdf.String(PHONE),
            AP=pikepdf.Dictionary(N=document.make_indirect(look)),
        )
        field = document.make_indirect(field)
        page.obj.Annots = pikepdf.Array([field])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    content = sound.pdf(put)

    copy = bare(content, PDF, hidden=WORDS)

    assert places_of(PHONE, content)
    assert places_of(PHONE, copy) == []
    changed = numpy.abs(drawn(content, 1, []) - drawn(content, 1, WORDS)) > 60
    assert changed.any()


def workbook() -> bytes:
    target, book = io.BytesIO(), openpyxl.Workbook()
    sheet = book.active
    sheet.title = f"{NAME[:6]}设备"
    pieces = [TextBlock(InlineFont(b=True), NAME[:4]), f"{NAME[4:]}的设备"]
    sheet.append([f"{NAME}台账", CellRichText(*pieces), 480, int(PHONE)])
    sheet.append([f'="{NAME}"&"合计"', "xl 型号"])
    sheet["A1"].hyperlink = f"https://example.com/{NAME}"
    sheet.oddHeader.center.text = NAME
    book.save(target)
    return target.getvalue()


def test_a_workbook_keeps_its_figures_and_loses_the_name():
    content = workbook()

    copy = bare(content, SHEET, hidden=[*WORDS, NAME[:6]])

    assert places_of("金丝雀", content)
    assert places_of("金丝雀", copy) == []
    assert places_of(PHONE, copy) == []
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).active
    assert sheet.title == "已隐去设备"
    assert [cell.value for cell in sheet[1]] == [
        "〔已隐去〕台账",
        "〔已隐去〕的设备",
        480,
        0,
    ]
    assert [cell.value for cell in sheet[2][:2]] == [
        '="已隐去"&"合计"',
        "〔已隐去〕 型号",
    ]
    assert sheet.oddHeader.center.text == "已隐去"


def test_a_name_in_several_pieces_goes_from_a_document():
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in (NAME[:5], NAME[5:]))
    body = (
        f"<w:p><w:r><w:t>由</w:t></w:r>{runs}<w:r><w:t>A&amp;B 建设</w:t></w:r></w:p>"
    )
    content = sound.document(
        **{
            "word/document.xml": f"<w:document xmlns:w='w'>{body}</w:document>",
            "word/_rels/document.xml.rels": (
                f'<Relationships><Relationship Id="1" Target="tel:{PHONE}"'
                ' TargetMode="External"/></Relationships>'
            ),
        }
    )

    copy = bare(content, WORD, hidden=WORDS)

    assert places_of("金丝雀", copy) == places_of(PHONE, copy) == []
    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        text = parts.read("word/document.xml").decode()
    assert "<w:t>由</w:t>" in text
    assert "<w:t>〔已隐去〕</w:t>" in text
    assert "A&amp;B 建设" in text
