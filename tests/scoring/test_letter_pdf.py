"""Letters on paper: read back from the PDF, never from the template."""

import re
import socket
import zlib
from datetime import timedelta
from hashlib import sha256

import pypdfium2 as pdfium
import pytest
from django.contrib.staticfiles import finders

from applications.models import Dossier, Step
from portal import guides
from portal.models import User
from portal.press import light_fonts, paper
from scoring.actions import letters, printing
from scoring.exports.letter_check import LetterError
from scoring.exports.letter_names import file_name
from scoring.exports.letter_pdf import letter_html, letter_pdf
from scoring.models import Letter
from tests.factories import NOW, make_dossier, make_user
from tests.scoring.letter_cases import ranked_round

pytestmark = pytest.mark.django_db

#: Outside GB 2312, partly outside the basic plane: names that people and firms bear.
RARE = "𠮷䶮喆堃珺祎垚㛃𬭎"
MM = 72 / 25.4


def texts(pdf):
    document = pdfium.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def squeezed(pdf):
    """The whole text without the breaks that paper puts into it."""
    return re.sub(r"\s", "", "".join(texts(pdf)))


def fonts(pdf):
    """The names of the embedded fonts, out of the PDF's own objects."""
    names = set()
    for stream in (pdf, *_unpacked(pdf)):
        names.update(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", stream))
    return {name.decode() for name in names}


def _unpacked(pdf):
    for raw in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(raw)
        except zlib.error:
            continue


@pytest.fixture
def opinion():
    round = ranked_round(names=(f"示例{RARE}数智科技有限公司",))
    official = make_user(User.Role.OFFICIAL)
    written = letters.write_letters(
        round=round, kinds=["opinion", "result"], by=official, at=NOW
    )
    return written.letters[0]


def test_an_opinion_says_all_that_it_must(opinion):
    pdf = letter_pdf(opinion.content)
    text = squeezed(pdf)
    guide = guides.load("jilin")
    for clause in guide.kinds["industry"].clauses:
        assert re.sub(r"\s", "", clause.text) in text
    for words in (
        "评审意见书",
        opinion.number,
        f"示例{RARE}数智科技有限公司：",
        "一、基本情况",
        "二、评审结论",
        "91.47分（满分100分）",
        "三、得分情况",
        "四、专家意见",
        "五、异议方式",
        "附件：1.条款核对表",
        "（补全版）",
        "（盖章处）",
        "吉林省工业和信息化主管部门（示例）",
        "2026年11月20日",
        "—2—",
    ):
        assert words in text, words


def test_a_letter_is_a4_and_its_first_page_has_no_number(opinion):
    pdf = letter_pdf(opinion.content)
    document = pdfium.PdfDocument(pdf)
    size = [round(side / MM) for side in document[0].get_size()]
    document.close()
    assert size == [210, 297]
    first, second, *_ = texts(pdf)
    assert "— 1 —" not in first
    assert "— 2 —" in second


def test_the_four_faces_are_embedded_and_a_letter_stays_small(opinion):
    for letter in Letter.objects.all():
        pdf = letter_pdf(letter.content)
        assert "FandolFang" in fonts(pdf)
        assert len(pdf) <= 200_000
    every = {"FandolFang", "FandolSong-Bold", "FandolHei", "FandolKai"}
    assert every <= fonts(letter_pdf(opinion.content))


def test_no_glyph_is_missing_not_even_of_rare_names(opinion):
    """Glyph 0 is .notdef: no text of the uncompressed pages may draw it."""
    fonts_, style = paper._fonts(), paper._sheet("css/letter.css")
    html = letter_html(opinion.content)
    page = paper.HTML(string=html, url_fetcher=paper.ClosedFetcher())
    pdf = page.write_pdf(stylesheets=[style], font_config=fonts_, uncompressed_pdf=True)
    pages = re.sub(rb"begincmap.*?endcmap", b"", pdf, flags=re.DOTALL)
    drawn = re.findall(rb"<((?:[0-9a-fA-F]{4})+)>", pages)
    glyphs = {text[i : i + 4] for text in drawn for i in range(0, len(text), 4)}
    assert len(glyphs) > 200
    assert b"0000" not in glyphs


def test_a_letter_with_a_character_that_no_font_has_is_refused(opinion):
    opinion.content["addressee"] = "示例\ue123有限公司"
    with pytest.raises(LetterError, match=r"“\ue123”（U\+E123）"):
        letter_pdf(opinion.content)


def test_the_same_content_gives_the_same_bytes(opinion):
    assert letter_pdf(opinion.content) == letter_pdf(opinion.content)


def test_the_plain_sheet_changes_no_byte_of_any_letter(opinion):
    fonts_, style = paper._fonts(), paper._sheet("css/letter.css")
    for letter in Letter.objects.all():
        page = paper.HTML(string=letter_html(letter.content))
        pdf = page.write_pdf(stylesheets=[style], font_config=fonts_)
        assert pdf == letter_pdf(letter.content)


def test_a_letter_carries_its_title_author_and_date(opinion):
    document = pdfium.PdfDocument(letter_pdf(opinion.content))
    data = document.get_metadata_dict()
    document.close()
    assert data["Title"].startswith(f"评审意见书 {opinion.number}")
    assert data["Author"] == "吉林省工业和信息化主管部门（示例）"
    assert data["CreationDate"].startswith("D:20261120020000")
    assert "jilin/2025" in data["Keywords"]


def test_a_line_holds_28_characters_and_a_page_22_lines():
    pages = texts(paper.pdf_of(f"<p class='flush'>{'国' * 28 * 60}</p>"))
    lines = [page.split("\r\n") for page in pages]
    assert [line for line in lines[0] if line] == ["国" * 28] * 22
    assert [page.count("国") // 28 for page in pages] == [22, 22, 16]


@pytest.mark.parametrize(
    "page",
    [
        "<img src='file:///etc/hostname'>",
        "<img src='http://127.0.0.1:9/x.png'>",
        "<link rel='stylesheet' href='file:///etc/hostname'>",
        "<link rel='attachment' href='file:///etc/hostname'>",
        "<style>@import url(http://127.0.0.1:9/x.css)</style>",
        "<style>@font-face {font-family: x; src: url(file:///etc/hostname)}</style>",
        "<p style='background: url(http://127.0.0.1:9/x.png)'>x</p>",
    ],
)
def test_the_press_fetches_nothing_and_says_so(page):
    with pytest.raises(paper.PressError, match="外部资源"):
        paper.pdf_of(page)


def test_a_drawing_fetches_nothing_either():
    with socket.create_server(("127.0.0.1", 0)) as trap:
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/x.png"
        paper.pdf_of(f"<svg><image href='{address}' width='9' height='9'/></svg>")
        trap.setblocking(False)
        with pytest.raises(BlockingIOError):
            trap.accept()


def test_what_people_typed_is_text_on_paper(opinion):
    opinion.content["addressee"] = "<img src='file:///etc/hostname'>示例公司"
    assert "<imgsrc='file:///etc/hostname'>示例公司：" in squeezed(
        letter_pdf(opinion.content)
    )


def test_the_selected_the_others_and_the_ineligible_are_told_so(opinion):
    results = Letter.objects.filter(kind="result").order_by("pk")
    first, _, third, last = [squeezed(letter_pdf(each.content)) for each in results]
    assert "综合得分91.47分，在3份达到必备条款的同类申报中列第1名，拟入选" in first
    assert "公示无异议后纳入省级平台培育库" in first
    assert "本类型名额2个" in third
    assert "其中最低得分86.70分" in third
    assert "下列必备条款未达到" in last
    assert "请于2026年11月26日（星期四）前（含当日）" in last


def test_a_correction_letter_says_what_and_until_when():
    dossier = make_dossier(
        status=Dossier.Status.RETURNED, correction_due=NOW + timedelta(days=5)
    )
    step = Step.objects.create(
        dossier=dossier,
        at=NOW,
        by=make_user(User.Role.CITY),
        action="return",
        status=Dossier.Status.RETURNED,
        opinion="缺少安全防护等级证明。\n平台收入与审计报告不符。",
    )
    official = make_user(User.Role.OFFICIAL)
    letter = letters.write_correction(dossier=dossier, step=step, by=official, at=NOW)
    text = squeezed(letter_pdf(letter.content))
    assert "经长春市推荐部门审核" in text
    assert "1.缺少安全防护等级证明。" in text
    assert "请于2026年11月25日（星期三）10:00（北京时间）前" in text


def test_a_letter_is_printed_once_and_its_digest_is_kept(opinion, settings):
    assert printing.print_letter(letter_id=opinion.pk, at=NOW)
    assert not printing.print_letter(letter_id=opinion.pk, at=NOW)
    opinion.refresh_from_db()
    with opinion.pdf.open("rb") as file:
        assert sha256(file.read()).hexdigest() == opinion.sha256
    folder = settings.MEDIA_ROOT / "letters" / "2026"
    assert [file.name for file in folder.iterdir()] == [f"{opinion.key}.pdf"]


def test_a_letter_leaves_under_a_name_for_people(opinion):
    opinion.dossier.enterprise.name = "示例:数智:科技（吉林）股份有限公司"
    assert file_name(opinion) == (
        f"{opinion.dossier.round.code}_{opinion.number}"
        "_示例：数智：科技（吉林）_评审意见书.pdf"
    )


def test_the_light_fonts_keep_every_character_of_gb2312():
    assert light_fonts.EVERY.count("国") == 1
    assert len(set(light_fonts.EVERY)) > 7400
    assert finders.find("css/letter.css")


def test_a_simplified_outline_stays_within_its_tolerance():
    square = [(0, 0), (50, 0.4), (100, 0), (100, 100), (50, 101.5), (0, 100)]
    assert list(light_fonts.simplified(square, 1.6)) == [
        (0, 0),
        (100, 0),
        (100, 100),
        (0, 100),
    ]
