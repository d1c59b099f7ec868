"""Which files are taken: ending, size and content must agree."""

import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.forms import evidence
from applications.forms.evidence import checked, safe_name

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 100


def office(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return target.getvalue()


def workbook():
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


def check(name, content):
    return checked(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("报告.pdf", PDF, "application/pdf"),
        ("报告.PDF", PDF, "application/pdf"),
        ("照片.jpg", JPG, "image/jpeg"),
        ("照片.jpeg", JPG, "image/jpeg"),
        ("截图.png", PNG, "image/png"),
        ("清单.xlsx", workbook(), evidence.SHEET),
        ("说明.docx", office("word/document.xml"), evidence.WORD),
    ],
)
def test_a_file_whose_content_fits_its_ending_is_taken(name, content, content_type):
    found = check(name, content)

    assert (found.name, found.content_type) == (name, content_type)
    assert found.file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("空.pdf", b"", "空文件（0 字节）"),
        ("程序.exe", EXE, "类型不能上传"),
        ("程序.pdf", EXE, "内容不是 pdf"),
        ("网页.pdf", b"<html><script>alert(1)</script>", "内容不是 pdf"),
        ("图.png", JPG, "内容不是 png"),
        ("矢量图.svg", b"<svg/>", "类型不能上传"),
        ("压缩包.zip", office(), "类型不能上传"),
        ("压缩包.xlsx", office("a.txt"), "内容不是 xlsx"),
        ("文档.xlsx", office("word/document.xml"), "内容不是 xlsx"),
        ("宏.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "内容不是 xlsx"),
        ("截断.docx", office("word/document.xml")[:60], "内容不是 docx"),
        ("没有后缀", PDF, "类型不能上传"),
    ],
)
def test_any_other_file_is_refused_with_a_remedy(name, content, reason):
    with pytest.raises(ValidationError) as refused:
        check(name, content)

    [message] = refused.value.messages
    assert reason in message
    assert "请" in message


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(evidence, "MOST_BYTES", len(PDF) - 1)

    with pytest.raises(ValidationError, match="超过 20 MB"):
        check("大.pdf", PDF)


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("C:\\材料\\报告.pdf", "报告.pdf"),
        ("../../etc/报告.pdf", "报告.pdf"),
        ("报告\u202efdp.pdf", "报告fdp.pdf"),
        ("报告\r\nX: y.pdf", "报告X: y.pdf"),
        (".pdf", "pdf"),
        ("长" * 200 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_made_safe_to_print(raw, safe):
    assert safe_name(raw) == safe
