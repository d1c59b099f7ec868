"""The fingerprint of a document: the same for the same content, another for another."""

import hashlib
from decimal import Decimal

import pytest

from portal.rules import document_digest

DOCUMENT = {"metrics": {"years": "3", "income": "12.50"}, "parks": []}
FILE = {
    "section": "basics",
    "clause": "",
    "name": "执照.pdf",
    "pages": "1-2",
    "sha256": "ab" * 32,
}
OTHER = {**FILE, "clause": "k1", "name": "审计报告.pdf"}


def test_the_bytes_are_as_described():
    text = '{"document":{"parks":[]},"files":[["basics","","执照.pdf","1-2","%s"]]}'
    expected = hashlib.sha256((text % ("ab" * 32)).encode()).hexdigest()
    assert document_digest({"parks": []}, [FILE]) == expected


@pytest.mark.parametrize(
    ("document", "files"),
    [
        ({"parks": [], "metrics": {"income": "12.50", "years": "3"}}, [FILE, OTHER]),
        ({**DOCUMENT, "saved": {"basics": {"by": "甲"}}, "unread": {}}, [OTHER, FILE]),
        (
            {**DOCUMENT, "metrics": {"years": "3", "income": Decimal("12.50")}},
            [{**FILE, "size": 3}, OTHER],
        ),
    ],
)
def test_order_stamps_and_types_make_no_difference(document, files):
    assert document_digest(document, files) == document_digest(DOCUMENT, [FILE, OTHER])


@pytest.mark.parametrize(
    ("document", "files"),
    [
        ({**DOCUMENT, "metrics": {"years": "4", "income": "12.50"}}, [FILE]),
        ({**DOCUMENT, "metrics": {"years": "3", "income": "12.5"}}, [FILE]),
        (DOCUMENT, []),
        (DOCUMENT, [FILE, FILE]),
        *((DOCUMENT, [{**FILE, key: "x"}]) for key in FILE),
    ],
)
def test_another_content_is_another_digest(document, files):
    assert document_digest(document, files) != document_digest(DOCUMENT, [FILE])
