"""What is written about a file goes, what it shows stays, and nothing is guessed."""

import io

import numpy
import openpyxl
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageOps

from portal.files.bare import Unbared, bare
from portal.files.checking import PAPERS, SHEET, WORD, check
from tests.files import sound, telling
from tests.files.said import places_of

WORD_SAID = "金丝雀智造公司"
TYPES = {
    "application/pdf": ("a.pdf", telling.pdf),
    "image/jpeg": ("a.jpg", telling.jpeg),
    "image/png": ("a.png", telling.png),
    SHEET: ("a.xlsx", telling.workbook),
    WORD: ("a.docx", telling.document),
    "video/mp4": ("a.mp4", telling.video),
}
EACH = pytest.mark.parametrize("content_type", TYPES)


def stripped(content, content_type):
    return bare(content, content_type, hidden=[WORD_SAID])


@EACH
def test_the_word_stands_in_every_file_before_and_in_none_afterwards(content_type):
    _, make = TYPES[content_type]
    content = make(WORD_SAID)

    copy = stripped(content, content_type)

    assert places_of(WORD_SAID, content)
    assert places_of(WORD_SAID, copy) == []


@EACH
def test_the_copy_is_a_file_that_could_be_handed_in(content_type):
    name, make = TYPES[content_type]

    copy = stripped(make(WORD_SAID), content_type)

    found = check(name, copy, endings=(*PAPERS, "mp4"), most_bytes=len(copy))
    assert found.content_type == content_type
    assert stripped(copy, content_type) == copy


def shown(content):
    return numpy.asarray(pypdfium2.PdfDocument(content)[0].render().to_numpy())


def test_the_pages_of_a_pdf_look_as_before_and_its_bookmark_is_struck_out():
    content = telling.pdf(WORD_SAID)

    copy = stripped(content, "application/pdf")

    assert numpy.array_equal(shown(copy), shown(content))
    with pikepdf.open(io.BytesIO(copy)) as document, document.open_outline() as outline:
        assert [each.title for each in outline.root] == ["第一章 〔已隐去〕"]


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_keeps_every_pixel_and_the_side_that_is_up(orientation):
    content = telling.jpeg(WORD_SAID, orientation)

    copy = stripped(content, "image/jpeg")

    before, after = (
        ImageOps.exif_transpose(Image.open(io.BytesIO(each)))
        for each in (content, copy)
    )
    assert numpy.array_equal(numpy.asarray(before), numpy.asarray(after))
    assert before.size == after.size


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photo_in_several_scans_is_whole(progressive):
    target = io.BytesIO()
    Image.effect_noise((300, 200), 80).save(
        target, "JPEG", progressive=progressive, restart_marker_blocks=4
    )

    copy = stripped(target.getvalue(), "image/jpeg")

    before, after = (Image.open(io.BytesIO(each)) for each in (target.getvalue(), copy))
    assert numpy.array_equal(numpy.asarray(before), numpy.asarray(after))


def test_a_workbook_keeps_its_cells_and_its_comments():
    copy = stripped(telling.workbook(WORD_SAID), SHEET)

    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert [cell.value for cell in book.active[1]] == ["设备", 12]
    assert book.active["A1"].comment.text == "看过"
    assert book.active["A1"].comment.author == "匿名"
    assert book.properties.lastModifiedBy is None


@EACH
def test_of_what_cannot_be_read_nothing_is_given(content_type):
    with pytest.raises(Unbared):
        stripped(b"{" + sound.noise("JPEG"), content_type)
    with pytest.raises(Unbared):
        stripped(b"", content_type)


def test_a_type_that_nobody_foresaw_is_not_given():
    with pytest.raises(Unbared):
        stripped(b"GIF89a", "image/gif")
