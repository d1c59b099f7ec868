"""A dossier's template and its guide's differ, and each is taken where it can be."""

from io import BytesIO
from random import Random

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from portal import guides
from portal.filing_book import layout_of, layouts_of
from scoring.demo.filling import document_for
from tests.applications.views.test_importing import (
    IDENTITY,
    apply,
    downloaded,
    place_of,
    upload,
)
from tests.factories import NOW, make_dossier, make_round, make_user, table_data
from tests.portal.commands import answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def dossier(client):
    """In a round of Jiangsu, which issued no table: it scores by Jilin's."""
    owner = make_user()
    client.force_login(owner)
    made = make_dossier(owner, round=make_round(province="jiangsu"))
    identity = {**IDENTITY, "platform": "示例平台", "name": made.enterprise.name}
    guide = guides.load("jiangsu")
    made.document = document_for(guide, "industry", Random("x"), identity)
    made.document["metrics"] |= _asked_by_the_table_alone()
    made.document["industries"] = [{"name": "34 通用设备制造业"}]
    made.save()
    return made


def _asked_by_the_table_alone():
    """Figures of the round's template that the guide's own has not, filled in."""
    guide, table = guides.load("jiangsu"), guides.load("jilin").table
    own = {item.id for item in _items(layout_of(guide, "industry"))}
    return {
        item.id: "2" if item.type == "decimal" else 2
        for item in _items(layout_of(guide, "industry", table))
        if item.id not in own and item.type in ("int", "decimal")
    }


def _items(layout):
    return [item for chapter in layout.chapters for item in chapter.items]


def of_the_guide(client, fill):
    """The public template, filled in by hand: {label: value}."""
    book = load_workbook(
        BytesIO(client.get("/templates/jiangsu/undated/industry/").content)
    )
    for label, value in fill.items():
        place_of(book, label).value = value
    return book


def saved(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_self_check_and_the_command_take_a_dossiers_template(
    client, dossier, tmp_path
):
    content = saved(downloaded(client, dossier))
    path = tmp_path / "申报书.xlsx"
    path.write_bytes(content)
    file = SimpleUploadedFile("申报书.xlsx", content)

    page = client.post("/self-check/", {"book": file})
    (found,) = answer("screen", path)

    assert page.context["book_problems"] == ()
    own = next(
        each
        for each in page.context["matches"]
        if (each.guide.key, each.kind.id) == ("jiangsu/undated", "industry")
    )
    assert own.report.is_eligible
    assert (found["guide"], found["eligible"]) == ("jiangsu/undated", True)


@pytest.mark.parametrize("clear", [{}, {"clear": "on"}])
def test_a_dossier_takes_the_guides_template_and_keeps_the_rest(client, dossier, clear):
    """Even where blanks clear: what the file has no place for is not blank in it."""
    before = dict(dossier.document)
    kept = _asked_by_the_table_alone()
    book = of_the_guide(client, {"全职员工数量": 4321})
    preview = upload(client, dossier, book, **clear)
    text = preview.content.decode()

    assert "文件是本指南、本平台类型的另一份模板" in text
    absent = preview.context["fit"].absent
    assert {"工业模型数量", "图形化开发能力"} < set(absent)
    assert all(label in text for label in absent)
    assert apply(client, dossier, preview).status_code == 302
    dossier.refresh_from_db()
    metrics = dossier.document["metrics"]
    assert dossier.document["profile"]["employees"] == 4321
    assert len(kept) > 5
    assert {id: metrics.get(id) for id in kept} == kept
    assert dossier.document["industries"] == before["industries"]
    if not clear:
        assert metrics == before["metrics"]
        assert dossier.document["capabilities"] == before["capabilities"]


def test_what_the_dossier_does_not_ask_is_named_and_not_taken(client):
    """A round that scores by a shorter table than the guide's own."""
    owner = make_user()
    client.force_login(owner)
    made = make_dossier(owner, round=make_round(table=table_data("shanxi")))
    jilin, table = guides.load("jilin"), guides.load("shanxi").table
    asked = {item.id for item in _items(layout_of(jilin, "industry", table))}
    extra = next(
        item
        for item in _items(layout_of(jilin, "industry"))
        if item.id not in asked and item.type == "int"
    )
    book = load_workbook(BytesIO(client.get("/templates/jilin/2025/industry/").content))
    place_of(book, extra.label).value = 3
    place_of(book, "全职员工数量").value = 4321
    preview = upload(client, made, book)

    assert preview.context["fit"].surplus == (extra.label,)
    apply(client, made, preview)
    made.refresh_from_db()
    assert made.document["profile"]["employees"] == 4321
    assert extra.id not in made.document.get("metrics", {})


def test_an_outdated_or_foreign_template_is_refused_with_a_true_remedy(client, dossier):
    book = downloaded(client, dossier)
    stamp = book["说明"]["B4"]
    stamp.value = stamp.value[:-4] + "0000"
    content = saved(book)
    foreign = load_workbook(
        BytesIO(client.get("/templates/jiangsu/undated/regional/").content)
    )

    (problem,) = upload(client, dossier, book).context["problems"]
    page = client.post("/self-check/", {"book": SimpleUploadedFile("旧.xlsx", content)})
    (other,) = upload(client, dossier, foreign).context["problems"]

    assert "不是现行版本" in problem.rule
    assert "另一指南或平台类型" in other.rule
    text = page.content.decode()
    assert "不是现行版本" in text
    assert "从本页" not in text
    assert '空白模板到<a href="/guides/">建设指南</a>下载' in text


def test_no_two_current_templates_of_a_pair_bear_the_same_stamp():
    for guide in guides.provinces():
        for kind in guide.kinds:
            stamps = {layout.stamp for layout in layouts_of(guide, kind)}
            assert len(stamps) == len(layouts_of(guide, kind)) >= 2
