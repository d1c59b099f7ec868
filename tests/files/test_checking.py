"""Every spoiled file is named with its rule and its remedy; every sound one is kept."""

import pytest

from portal.files.answers import Accepted, Refused
from portal.files.checking import PAPERS, SHEET, WORD, check
from scoring.demo.papers import paper
from tests.files import sound
from tests.files.spoiled import CORPUS, MOST, UNSEEN, VIDEOS, Spoiled, locked

VIDEO_TOO = (*PAPERS, "mp4")
SOUND = [
    ("报告.pdf", sound.pdf, "application/pdf", 1),
    ("报告 2026（终稿）.PDF", lambda: sound.pdf(pages=3), "application/pdf", 3),
    ("一页.pdf", lambda: b"\xef\xbb\xbf\n" + sound.pdf(), "application/pdf", 1),
    ("限制打印.pdf", lambda: locked(""), "application/pdf", 1),
    ("照片.jpg", lambda: sound.noise("JPEG"), "image/jpeg", 1),
    ("四色.jpeg", lambda: sound.picture("JPEG", mode="CMYK"), "image/jpeg", 1),
    ("十六位.png", lambda: sound.picture(mode="I;16"), "image/png", 1),
    ("透明.png", lambda: sound.picture(mode="RGBA"), "image/png", 1),
    ("清单.xlsx", sound.workbook, SHEET, 0),
    ("说明😀.docx", sound.document, WORD, 0),
    ("片.mp4", sound.video, "video/mp4", 0),
    ("长" * 116 + ".pdf", sound.pdf, "application/pdf", 1),
]


def judged(spoiled: Spoiled, endings=PAPERS):
    return check(spoiled.name, spoiled.make(), endings=endings, most_bytes=MOST)


@pytest.mark.parametrize(("name", "make", "content_type", "pages"), SOUND)
def test_a_sound_file_is_taken_with_its_pages_counted(name, make, content_type, pages):
    found = check(name, make(), endings=VIDEO_TOO, most_bytes=MOST)

    assert found == Accepted(name, content_type, pages)


@pytest.mark.parametrize("spoiled", [*CORPUS, *UNSEEN], ids=str)
def test_a_spoiled_file_is_refused_in_words_that_help(spoiled):
    refused = judged(spoiled)

    assert isinstance(refused, Refused)
    assert (refused.code, spoiled.words in refused.message) == (spoiled.code, True)
    assert "请" in refused.message


@pytest.mark.parametrize("spoiled", VIDEOS, ids=str)
def test_a_spoiled_video_is_refused_where_videos_are_taken(spoiled):
    refused = judged(spoiled, VIDEO_TOO)

    assert isinstance(refused, Refused)
    assert (refused.code, spoiled.words in refused.message) == (spoiled.code, True)


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not():
    content = sound.pdf()

    def of(most):
        return check("a.pdf", content, endings=PAPERS, most_bytes=most)

    assert isinstance(of(len(content)), Accepted)
    assert isinstance(of(len(content) - 1), Refused)


def test_the_corpus_is_large():
    assert len(CORPUS) + len(UNSEEN) + len(VIDEOS) >= 100


def test_the_demonstration_uses_papers_that_pass():
    found = check("示例.pdf", paper("营业执照"), endings=PAPERS, most_bytes=MOST)

    assert found == Accepted("示例.pdf", "application/pdf", 1)
