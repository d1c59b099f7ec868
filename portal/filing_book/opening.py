"""The file judged before any library opens it: small, whole, closed to the outside."""

import io
import zipfile
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from portal.files import office
from portal.files.answers import Unfit
from portal.filing_book.problems import Problem, Spoiled

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 500
MOST_TIMES = 200
SMALL = 2 * 1024 * 1024
#: Cells, strings and styles; the largest template filled to its last row has 30,000.
MOST_ELEMENTS = 400_000
AGAIN = "请重新下载模板，只填写浅黄色的单元格后再上传。"
#: Whatever else openpyxl answers to a file that is no proper workbook.
BROKEN = (
    *(ValueError, TypeError, KeyError, AttributeError, IndexError, SyntaxError),
    *(OSError, EOFError, AssertionError, RecursionError, ArithmeticError),
    *(zipfile.BadZipFile, NotImplementedError),
)


def open_book(content: bytes) -> Workbook:
    """The workbook with its formulas as they stand; raises Spoiled."""
    if not content:
        raise _whole("文件是空的（0 字节）。", AGAIN)
    if len(content) > MOST_BYTES:
        raise _whole("文件超过 5 MB，不是本系统的模板。", AGAIN)
    try:
        _measure(content)
        office.check(content, "xlsx")
        _count(content)
        book = load_workbook(io.BytesIO(content), keep_links=True)
    except Unfit as unfit:
        raise _whole(f"文件{unfit.reason.removeprefix('的')}", unfit.remedy) from None
    except BROKEN:
        raise _whole("文件已损坏，或不是 xlsx 工作簿。", AGAIN) from None
    return book


def _whole(rule: str, remedy: str) -> Spoiled:
    return Spoiled([Problem("", "", "", rule, remedy)])


def _measure(content: bytes) -> None:
    if content.startswith(office.OLE):
        return  # an old or an encrypted file: the next check says which
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    is_bomb = total > SMALL and total > MOST_TIMES * len(content)
    if len(parts) > MOST_PARTS or total > MOST_UNPACKED or is_bomb:
        raise _whole("文件展开后过大，不能读入。", AGAIN)
    names = [part.filename.lower() for part in parts]
    if any(name.startswith("xl/externallinks/") for name in names):
        raise _whole("工作簿链接了其他文件，不能读入。", AGAIN)
    if any("/embeddings/" in name or "/activex/" in name for name in names):
        raise _whole("工作簿里嵌入了其他对象，不能读入。", AGAIN)


def _count(content: bytes) -> None:
    """No more elements than a template can need: each takes memory when it is read."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen > MOST_ELEMENTS:
            raise _whole("工作簿的内容远多于模板，不能读入。", AGAIN)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            if part.filename.lower().endswith(".xml"):
                parser = expat.ParserCreate()
                parser.StartElementHandler = count
                with archive.open(part) as stream:
                    parser.ParseFile(stream)
