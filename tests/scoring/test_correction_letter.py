"""The letter about a return lists what is to be put right, item by item."""

import re
from datetime import timedelta

import pypdfium2 as pdfium
import pytest

from applications.actions import corrections, dossiers
from portal.models import User
from scoring.actions import letters
from scoring.exports.letter_pdf import letter_pdf
from tests.applications.filing import make_whole_dossier
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

DUE = NOW + timedelta(days=7)
ITEMS = [
    corrections.Wanted(
        "access", "connected_devices", "设备与数据接入：已连接工业设备数量",
        "填报 60 台，与接入清单的 58 台不一致，请核对后改正。",
    ),
    corrections.Wanted(
        "attachments", "audit_report", "附件清单：审计报告", "缺第 3 页，请补齐。"
    ),
]  # fmt: skip


@pytest.fixture
def returned():
    owner = make_user()
    dossier = make_whole_dossier(owner)
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)
    corrections.return_for_correction(
        dossier=dossier, reasons="经审核，申报材料需要补正，请按逐项意见修改。",
        items=ITEMS, due=DUE, at=NOW,
        by=make_user(User.Role.CITY, province="jiangsu"),
    )  # fmt: skip
    return dossier


def write(dossier):
    step = letters.last_return(dossier)
    official = make_user(User.Role.OFFICIAL, province="jiangsu")
    return letters.write_correction(dossier=dossier, step=step, by=official, at=NOW)


def text_of(letter):
    document = pdfium.PdfDocument(letter_pdf(letter.content))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return re.sub(r"\s", "", "".join(pages))


def test_each_item_stands_in_the_letter_with_its_number(returned):
    letter = write(returned)

    assert letter.content["items"] == [[each.label, each.note] for each in ITEMS]
    text = text_of(letter)
    assert "1.设备与数据接入：已连接工业设备数量。填报60台，" in text
    assert "2.附件清单：审计报告。缺第3页，请补齐。" in text
    assert "系统只开放上列内容" in text


def test_more_time_is_no_second_return(returned):
    before = letters.last_return(returned)
    official = make_user(User.Role.OFFICIAL, province="jiangsu")
    corrections.extend(
        dossier=returned, due=DUE + timedelta(days=3), reason="审计延期",
        by=official, at=NOW,
    )  # fmt: skip

    assert letters.last_return(returned) == before
    assert letters.uncorrected(returned.round) == [returned]
    letter = write(returned)
    assert letter.content["items"][0][0] == ITEMS[0].label
    assert letters.uncorrected(returned.round) == []
