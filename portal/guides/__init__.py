"""The guides on file, one TOML file each: ``<id>/<edition>.toml``."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from portal.rules.bounds import Bound
from portal.rules.guide import Guide
from portal.rules.reading import read_capabilities, read_guide, read_vocabulary
from portal.rules.vocabulary import Vocabulary

FOLDER = Path(__file__).parent


class UnknownGuide(LookupError):
    """No guide of that name is on file."""

    def __str__(self) -> str:
        return f"没有名为 {self.args[0]!r} 的指南；现有：{'、'.join(on_file())}。"


@cache
def on_file() -> tuple[str, ...]:
    """The keys of all guides, ``<id>/<edition>``, each id's newest edition last."""
    files = FOLDER.glob("[a-z]*/*.toml")
    return tuple(sorted(f"{file.parent.name}/{file.stem}" for file in files))


def key_of(name: str) -> str:
    """The key that a name means: ``jilin`` is its newest edition."""
    if name in on_file():
        return name
    editions = [key for key in on_file() if key.partition("/")[0] == name]
    if not editions:
        raise UnknownGuide(name)
    return editions[-1]


def load(name: str) -> Guide:
    """The guide ``jilin`` (its newest edition) or ``jilin/2025``; UnknownGuide."""
    return _load(key_of(name))


def text_of(name: str) -> str:
    """The text of a guide's file, as a round writes it down and takes its digest."""
    return (FOLDER / f"{key_of(name)}.toml").read_text("utf-8")


def read(key: str, text: str) -> Guide:
    """A guide out of a copy of its text, such as a round keeps; GuideError."""
    return read_guide(key, text, _contract())


@cache
def vocabulary() -> Vocabulary:
    """The contract's ids and the capabilities of every guide on file."""
    words = _contract()
    for key in on_file():
        words = words.with_capabilities(read_capabilities(key, text_of(key)))
    return words


@cache
def form() -> dict[str, Any]:
    """The application form: its sections and what each asks for."""
    return _data("form")


@cache
def bounds() -> dict[str, Bound]:
    """What figures and days of the form can mean at most, by id."""
    return {id: _bound(said) for id, said in form()["bounds"].items()}


def _bound(said: dict[str, Any]) -> Bound:
    figures = {
        name: Decimal(said[key])
        for name, key in (("most", "max"), ("doubt", "doubt"))
        if key in said
    }
    return Bound(why=said["why"], future=said.get("future", ""), **figures)


@cache
def checks() -> list[dict[str, str]]:
    """What a city checks before it recommends: id, label, what to look at."""
    return list(_data("checks")["item"])


@cache
def provinces() -> tuple[Guide, ...]:
    """The newest guide of each province: what is asked there, and its cities."""
    ids = dict.fromkeys(key.partition("/")[0] for key in on_file())
    newest = (load(id) for id in ids)
    return tuple(guide for guide in newest if guide.kinds)


def kind_label(key: str, kind: str) -> str:
    """The guide's own word for a kind of platform; the code where it has none."""
    try:
        return load(key).kinds[kind].label
    except LookupError:
        return kind


def province_choices() -> list[tuple[str, str]]:
    """The provinces as a field offers them: id and name."""
    return [(guide.id, guide.province) for guide in provinces()]


def province_name(id: str) -> str:
    """The name of the province whose guide has this id; UnknownGuide."""
    return load(id).province


@cache
def industries() -> tuple[str, ...]:
    """What a platform may serve, as it is written: “35 专用设备制造业”."""
    return tuple(
        f"{code} {name}"
        for sector in _data("industries")["sector"]
        for code, name in sector["divisions"].items()
    )


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@cache
def _contract() -> Vocabulary:
    return read_vocabulary((FOLDER / "vocabulary.toml").read_text("utf-8"))


@cache
def _load(key: str) -> Guide:
    return read(key, text_of(key))
