"""An offline sheet says what the scoring page says beside each indicator."""

import pytest

from applications.models import Round
from scoring.facts.offline import layout_of
from tests.factories import make_round
from tests.scoring import offline_books as books
from tests.scoring.test_objective import CODE, with_scales

pytestmark = pytest.mark.django_db
ANCHORS = {CODE: [{"from": "1", "to": "2", "text": "规模较大，有佐证（示例）"}]}


@pytest.fixture
def seat():
    [found] = books.make_seats(
        province="jiangsu", anchors=ANCHORS, review={"comment_below": "60"}
    )
    with_scales(found.dossier.round)
    found.dossier.round.refresh_from_db()
    return found


def test_bands_guidance_and_what_wants_a_comment_stand_in_the_sheet(seat):
    page = books.page_of(books.opened(books.issued(seat)), seat)
    asked = page.cell(books.row_of(page, CODE), 5).value

    assert "分档标准：按“已连接工业设备数量”：" in asked
    assert "1000 台及以上 2 分" in asked.replace(",", "")
    assert "分档说明：1-2 规模较大，有佐证（示例）" in asked
    assert "须写评语：低于 1.2 分" in asked


def test_it_comes_back_as_it_was_issued(client, seat):
    client.force_login(seat.expert.user)
    content = books.filled(seat, {CODE: 1.5}, {CODE: "有据"}, "")
    answer = books.upload(client, seat, content)
    assert "将导入" in books.words(answer)


def test_other_guidance_is_another_sheet():
    plain, told = make_round(), make_round(anchors=ANCHORS)
    assert layout_of(plain).digest != layout_of(told).digest
    assert layout_of(plain) is layout_of(Round.objects.get(pk=plain.pk))
