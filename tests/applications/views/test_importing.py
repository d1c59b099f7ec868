"""A template goes out filled, comes back changed, and is taken over whole or not."""

from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from applications.facts import guide_of
from applications.models import Dossier
from portal.models import AuditEntry
from scoring.demo.filling import document_for
from tests.factories import NOW, make_dossier, make_user

pytestmark = pytest.mark.django_db
IDENTITY = {"name": "示例", "person": "示例人", "email": "a@example.com"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def owner(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def dossier(owner):
    from_guide = make_dossier(owner)
    guide = guide_of(from_guide.round)
    identity = {**IDENTITY, "platform": "示例平台", "name": from_guide.enterprise.name}
    from_guide.document = document_for(guide, "industry", Random("x"), identity)
    from_guide.save()
    return from_guide


def url(dossier, end=""):
    return f"/dossiers/{dossier.key}/workbook/{end}"


def downloaded(client, dossier, which="filled"):
    answer = client.get(f"/dossiers/{dossier.key}/template/{which}/")
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content))


def upload(client, dossier, book, **more):
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("填好.xlsx", out.getvalue())
    return client.post(url(dossier), {"book": file, **more})


def place_of(book, label):
    sheet = book["填报表"]
    return next(
        sheet.cell(row, 2)
        for row in range(1, sheet.max_row + 1)
        if str(sheet.cell(row, 1).value).removesuffix(" *") == label
    )


def apply(client, dossier, preview):
    return client.post(url(dossier, "apply/"), {"token": preview.context["token"]})


def test_what_was_downloaded_filled_has_nothing_to_change(client, dossier):
    answer = upload(client, dossier, downloaded(client, dossier))

    assert answer.context["takeover"].changes == ()


def test_a_change_is_previewed_old_and_new_and_then_written(client, owner, dossier):
    book = downloaded(client, dossier)
    place_of(book, "全职员工数量").value = 4321
    preview = upload(client, dossier, book)
    (change,) = preview.context["takeover"].changes
    before = dossier.version

    assert (change.label, change.new) == ("全职员工数量", "4,321 人")
    dossier.refresh_from_db()
    assert dossier.document["profile"]["employees"] != 4321
    assert apply(client, dossier, preview).status_code == 302
    dossier.refresh_from_db()
    assert dossier.document["profile"]["employees"] == 4321
    assert dossier.version == before + 1
    assert set(dossier.document["saved"]) == {"organisation"}
    assert AuditEntry.objects.get(action="dossier.imported").actor_id == str(owner.pk)


def test_rows_come_and_go_by_name(client, dossier):
    book = downloaded(client, dossier)
    sheet = book["分行业明细"]
    gone = sheet["A2"].value
    sheet["A2"].value = "99 示例新行业"
    preview = upload(client, dossier, book)
    apply(client, dossier, preview)
    dossier.refresh_from_db()
    names = [row["name"] for row in dossier.document["industries"]]

    assert "99 示例新行业" in names
    assert gone not in names


def test_a_blank_cell_keeps_what_is_saved_unless_told_otherwise(client, dossier):
    book = downloaded(client, dossier)
    place_of(book, "全职员工数量").value = None
    kept = upload(client, dossier, book).context["takeover"]
    cleared = upload(client, dossier, book, clear="on").context["takeover"]

    assert (kept.changes, kept.kept) == ((), 1)
    assert [each.new for each in cleared.changes] == ["（空）"]


def test_who_saved_meanwhile_is_not_overwritten(client, dossier):
    book = downloaded(client, dossier)
    place_of(book, "全职员工数量").value = 4321
    preview = upload(client, dossier, book)
    Dossier.objects.filter(pk=dossier.pk).update(version=dossier.version + 1)

    answer = apply(client, dossier, preview)
    dossier.refresh_from_db()

    assert answer.status_code == 409
    assert dossier.document["profile"]["employees"] != 4321


def test_a_preview_is_neither_forged_nor_another_dossiers_nor_old(
    client, owner, dossier
):
    book = downloaded(client, dossier)
    place_of(book, "全职员工数量").value = 4321
    preview = upload(client, dossier, book)
    token = preview.context["token"]
    other = make_dossier(owner, round=dossier.round, kind="regional")

    forged = client.post(url(dossier, "apply/"), {"token": token[:-1] + "!"})
    foreign = client.post(url(other, "apply/"), {"token": token})
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        old = client.post(url(dossier, "apply/"), {"token": token})

    assert [each.status_code for each in (forged, foreign, old)] == [409] * 3
    dossier.refresh_from_db()
    assert dossier.document["profile"]["employees"] != 4321


def test_every_problem_is_named_by_sheet_and_cell_and_nothing_is_saved(client, dossier):
    book = downloaded(client, dossier)
    cell = place_of(book, "全职员工数量")
    cell.value = "=1+1"
    book["分行业明细"]["C2"].value = "很多"
    before = dict(dossier.document)
    answer = upload(client, dossier, book)
    places = {(p.sheet, p.cell) for p in answer.context["problems"]}

    assert places == {("填报表", cell.coordinate), ("分行业明细", "C2")}
    dossier.refresh_from_db()
    assert dossier.document == before


def test_everybody_may_take_a_blank_template(client):
    answer = client.get("/templates/jilin/2025/industry/")

    assert load_workbook(BytesIO(answer.content)).sheetnames[0] == "说明"


@pytest.mark.parametrize("typed", ["1,200.5", "1e3", "NaN"])
def test_what_cannot_be_read_goes_out_as_typed_and_is_refused_by_its_cell(
    client, dossier, typed
):
    leave_unread(dossier, typed)
    book = downloaded(client, dossier)
    cell = place_of(book, "已连接工业设备数量")
    (problem,) = upload(client, dossier, book).context["problems"]

    assert cell.value == typed
    assert (problem.sheet, problem.cell) == ("填报表", cell.coordinate)


def test_what_cannot_be_read_is_not_said_to_be_the_same(client, dossier):
    leave_unread(dossier, "1,200.5")
    book = downloaded(client, dossier)
    place_of(book, "已连接工业设备数量").value = None
    preview = upload(client, dossier, book)
    place_of(book, "已连接工业设备数量").value = 1200
    mended = upload(client, dossier, book)
    apply(client, dossier, mended)
    dossier.refresh_from_db()

    said = "申报书中还有 1 处不能识别，需要修改：</strong>已连接工业设备数量"
    assert said in preview.content.decode()
    assert mended.context["takeover"].unread == ()
    assert dossier.document["metrics"]["connected_devices"] == 1200
    assert dossier.document["unread"]["access"] == {}


def test_rows_and_statements_that_cannot_be_read_go_out_as_typed(client, dossier):
    name = dossier.document["industries"][0]["name"]
    ability = next(iter(dossier.document["capabilities"]))
    dossier.document["unread"] = {
        "industries": {"industries-0-name": {"label": "", "raw": f"{name}？"}},
        "capabilities": {f"{ability}-statement": {"label": "", "raw": "长" * 301}},
    }
    dossier.save()
    book = downloaded(client, dossier)
    statements = [row[2].value for row in book["能力自评"].iter_rows(min_row=2)]

    assert book["分行业明细"]["A2"].value == f"{name}？"
    assert "长" * 301 in statements


def leave_unread(dossier, typed):
    del dossier.document["metrics"]["connected_devices"]
    entry = {"label": "已连接工业设备数量", "raw": typed}
    dossier.document["unread"] = {"access": {"connected_devices": entry}}
    dossier.save()
