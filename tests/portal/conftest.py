"""What the tests of the ground floor share."""

import json

import pytest


@pytest.fixture
def file(tmp_path):
    """Write a document to a file and give its path."""

    def write(document: object, name: str = "file.json"):
        path = tmp_path / name
        if not isinstance(document, bytes):
            document = json.dumps(document, ensure_ascii=False).encode()
        path.write_bytes(document)
        return path

    return write
