"""Every bound of the form's data holds in the web form and in the template alike."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from applications.forms.controls import field_for
from applications.presentation import sections_of
from portal import guides, workcalendar
from portal.filing_book import Spoiled, layout_of, read_book, write_book
from portal.rules import plain
from tests.factories import NOW

BOUNDS = guides.bounds()
FIGURES = [id for id, bound in BOUNDS.items() if not bound.future]
IN_ROWS = {"started_on"}  # asked about row by row: presentation.doubts
DAYS = [id for id, bound in BOUNDS.items() if bound.future and id not in IN_ROWS]
PAIRS = [(guide, kind) for guide in guides.provinces() for kind in guide.kinds]


def asked(id):
    """A guide and kind that ask for it, and what they ask."""
    for guide, kind in PAIRS:
        for section in sections_of(guide, kind):
            for each in (*section.metrics, *section.fields, *section.columns):
                if each.id == id:
                    return guide, kind, each
    return None


def edge(id):
    """On the bound, just under and just above, as they are typed."""
    bound = BOUNDS[id]
    most = bound.most if bound.most is not None else bound.doubt
    step = 1 if asked(id)[2].type == "int" else most / 1000
    return [plain(most + n * step) for n in (-1, 0, 1)]


def typed_in(id, raw):
    """The errors of the control."""
    field = field_for(asked(id)[2])
    try:
        field.clean(raw)
    except Exception as error:
        return str(error)
    return ""


def filed(id, value):
    """What the reader of the template says of the figure in its cell."""
    guide, kind, _ = asked(id)
    layout = layout_of(guide, kind)
    book = load_workbook(BytesIO(write_book(layout, {}, at=NOW)))
    row = next(row for row, item in layout.places if getattr(item, "id", "") == id)
    book["填报表"][f"B{row}"].value = value
    out = BytesIO()
    book.save(out)
    try:
        read_book(out.getvalue())
    except Spoiled as spoiled:
        return f"{[each.cell for each in spoiled.problems]} {spoiled}"
    return ""


@pytest.mark.parametrize("id", BOUNDS)
def test_some_guide_asks_for_each(id):
    assert asked(id)


@pytest.mark.parametrize("id", FIGURES)
def test_a_figure_is_taken_up_to_its_bound_in_the_form_and_the_template(id):
    below, on, above = edge(id)
    bound = BOUNDS[id]

    assert typed_in(id, below) == typed_in(id, on) == ""
    assert filed(id, float(below)) == filed(id, float(on)) == ""
    if bound.most is None:
        assert typed_in(id, above) == filed(id, float(above)) == ""
        return
    for said in (typed_in(id, above), filed(id, float(above))):
        assert bound.why in said
        assert "请核对后改填" in said
    assert asked(id)[2].label in filed(id, float(above))
    assert filed(id, float(above)).startswith("['B")


@pytest.mark.parametrize("id", DAYS)
def test_a_day_ahead_is_refused_or_taken_as_its_bound_says(id):
    today = workcalendar.today()
    ahead = today + timedelta(days=1)
    refused = BOUNDS[id].future == "refused"

    assert typed_in(id, f"{today}") == filed(id, f"{today}") == ""
    assert bool(typed_in(id, f"{ahead}")) == refused
    assert bool(filed(id, f"{ahead}")) == refused


@pytest.mark.parametrize("id", [id for id in FIGURES if BOUNDS[id].most is not None])
def test_a_spreadsheet_refuses_it_while_it_is_filled_in(id):
    guide, kind, _ = asked(id)
    layout = layout_of(guide, kind)
    row = next(row for row, item in layout.places if getattr(item, "id", "") == id)
    sheet = load_workbook(BytesIO(write_book(layout, {}, at=NOW)))["填报表"]

    checks = sheet.data_validations.dataValidation
    check = next(each for each in checks if f"B{row}" in each.sqref)
    assert (check.operator, check.formula1, check.formula2) == (
        "between",
        "0",
        plain(BOUNDS[id].most),
    )
    assert (check.errorStyle, check.showErrorMessage) == ("stop", True)
    assert BOUNDS[id].why in check.error


def test_the_example_fits_the_field():
    assert "例如 3。" in typed_in("security_self_grade", "三级")
    assert "例如 12.5。" in typed_in("production_cost_cut", "十二")
    assert "例如 1200。" in typed_in("staff", "很多")
    assert "例如 1234.5。" in typed_in("registered_capital", "很多")
