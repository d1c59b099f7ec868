"""Templates: used, included with ``only``, safe under the policy, in Chinese."""

import re

import pytest

from tests.house.tree import ROOT, code_files, templates

TEMPLATES = ROOT / "templates"
INCLUDE = re.compile(r"{%\s*include\s+(.+?)%}", re.DOTALL)
BLOCKS = ["title", "heading", "content", "scripts"]
BY_NAME = {"400", "403", "404", "409", "429", "500", "403_csrf"}


def name(file) -> str:
    return file.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("file", templates(), ids=name)
def test_partials_are_included_with_only_what_they_take(file):
    for inner in INCLUDE.findall(file.read_text()):
        assert re.search(r"\bonly\s*$", inner.strip()), inner


@pytest.mark.parametrize("file", templates(), ids=name)
def test_nothing_is_written_that_the_policy_forbids(file):
    text = file.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "|safe" not in text
    assert "autoescape off" not in text


@pytest.mark.parametrize("file", templates(), ids=name)
def test_blocks_come_in_their_order(file):
    found = re.findall(r"{%\s*block\s+(\w+)", file.read_text())
    known = [block for block in found if block in BLOCKS]
    assert known == sorted(known, key=BLOCKS.index)


@pytest.mark.parametrize("file", templates(), ids=name)
def test_each_load_is_needed_and_they_are_sorted(file):
    loads = re.findall(r"{%\s*load\s+([^%]+?)\s*%}", file.read_text())
    assert all(len(load.split()) == 1 for load in loads), loads
    assert loads == sorted(loads)


def test_each_template_is_used():
    texts = [f.read_text() for f in [*code_files(), *templates()]]
    everything = "\n".join(texts)
    unused = [
        name(file)
        for file in templates()
        if f'"{name(file)}"' not in everything
        and not name(file).startswith("account/")
        and file.stem not in BY_NAME
    ]
    assert not unused


@pytest.mark.parametrize("file", templates(), ids=name)
def test_chinese_text_has_chinese_punctuation(file):
    text = re.sub(r"{[%#{].*?[%#}]}|<[^>]*>", "", file.read_text(), flags=re.DOTALL)
    assert not re.search(r"[一-鿿][,;:?!()](?=[一-鿿])", text)
