"""A dossier without what names its applicant, for rounds that are judged blind.

What the portal itself shows is covered, what is written about a file, and what a file
says as text (``portal.files.bare``). What a scan or a photo shows is not.
"""

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from applications.models import Dossier, Enterprise, Membership
from portal import guides, rules
from portal.files.apart.striking import HIDDEN
from portal.models import User

#: A shorter word would be struck out of sentences that name nobody.
SHORTEST = 2
SHORTEST_STEM = 4
TELLING = ("text", "phone", "email", "url")
PARTS = ("profile", "cases", "capabilities", "unread")

_LEGAL_FORM = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|集团公司|集团|公司|研究院|中心)$"
)
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_REGION = re.compile(r"(省|市|州|自治州|地区|盟)$")


def members_of(enterprise: Enterprise) -> list[User]:
    """Whose names, addresses and numbers would tell the applicant, too. One query."""
    return list(User.objects.filter(membership__enterprise=enterprise).order_by("pk"))


def members_by(enterprises: Iterable[int]) -> dict[int, list[User]]:
    """The same of several enterprises, under their keys. One query."""
    found: dict[int, list[User]] = {pk: [] for pk in enterprises}
    members = Membership.objects.filter(enterprise__in=found).select_related("user")
    for each in members.order_by("pk"):
        found[each.enterprise_id].append(each.user)
    return found


class Veil:
    """Strikes out of a text whatever names the applicant of one dossier."""

    def __init__(self, dossier: Dossier, members: Iterable[User] = ()) -> None:
        found = {*_identities(dossier), *_people(members)}
        #: The longer first: one may stand in another.
        self.words = sorted(found, key=len, reverse=True)
        pattern = "|".join(map(re.escape, self.words)) or r"(?!)"
        self._pattern = re.compile(pattern, re.IGNORECASE)

    def text(self, text: str) -> str:
        return self._pattern.sub(HIDDEN, text)

    def value(self, value: Any) -> Any:
        """Every text inside a value of a document; keys and numbers stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.value(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.value(each) for each in value]
        return value

    def dossier(self, dossier: Dossier) -> Dossier:
        """A copy to be read, never to be saved; its figures stay as they are."""
        document = dict(dossier.document)
        for part in PARTS:
            document[part] = self.value(document.get(part, {}))
        for scope in rules.ROW_SCOPES:
            document[scope] = [
                {**row, "name": self.value(row.get("name"))}
                for row in document.get(scope, [])
            ]
        document["name"] = HIDDEN
        veiled = copy.copy(dossier)
        veiled.document, veiled.platform = document, HIDDEN
        return veiled


def _identities(dossier: Dossier) -> Iterator[str]:
    enterprise, document = dossier.enterprise, dossier.document
    profile = document.get("profile", {})
    names = [enterprise.name, document.get("name", ""), dossier.platform]
    names += [enterprise.credit_code, enterprise.address]
    names += [str(profile.get(field) or "") for field in telling_fields()]
    for name in map(str.strip, names):
        if len(name) >= SHORTEST:
            yield from _spellings(name)
    for stem in _stems(enterprise):
        if len(stem) >= SHORTEST_STEM:
            yield from _spellings(stem)


def _people(members: Iterable[User]) -> Iterator[str]:
    for each in members:
        told = (each.name.strip(), each.email, each.phone)
        yield from (word for word in told if len(word) >= SHORTEST)


def _stems(enterprise: Enterprise) -> Iterator[str]:
    """The name without its legal form, and without where it is seated."""
    stem = _LEGAL_FORM.sub("", _LEGAL_FORM.sub("", enterprise.name.strip()))
    yield stem
    short = _IN_BRACKETS.sub("", stem)
    for place in (guides.province_name(enterprise.province), enterprise.city):
        bare = _REGION.sub("", place)
        for region in (place, bare):
            short = short.removeprefix(region) if region else short
    yield short


def _spellings(name: str) -> Iterator[str]:
    """As it stands, with the other kind of brackets, and an address' bare host."""
    yield name
    yield name.replace("（", "(").replace("）", ")")
    yield name.replace("(", "（").replace(")", "）")
    if host := urlsplit(name).hostname if "://" in name else None:
        yield host


@cache
def telling_fields() -> tuple[str, ...]:
    """Fields of the form whose very text names the applicant, wherever it stands."""
    fields = [
        field
        for section in guides.form()["section"]
        for field in section.get("field", ())
    ]
    return (
        "platform_name",
        *(f["id"] for f in fields if f.get("identifying") and f["type"] in TELLING),
    )
