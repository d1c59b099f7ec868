"""What the portal hears from a scanner on a real socket, and what it makes of it."""

import time

import pytest

from portal import scanning
from tests.files.clamd import EICAR, Clamd

LARGE = b"x" * 1_000_000


def test_without_a_scanner_nothing_is_claimed(settings):
    settings.CLAMAV_ADDRESS = ""

    assert scanning.scan(b"x").state == "unscanned"


def test_a_clean_file_is_read_to_its_last_byte(settings):
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        found = scanning.scan(LARGE)

    assert (found.state, found.note) == ("clean", "")
    assert clamd.heard == [LARGE]


def test_a_local_socket_serves_as_well(settings, tmp_path):
    with Clamd(path=tmp_path / "clamd.ctl") as clamd:
        for address in (clamd.address, f"unix:{clamd.address}"):
            settings.CLAMAV_ADDRESS = address
            assert scanning.scan(b"x").state == "clean"


def test_what_is_found_has_a_name(settings):
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        found = scanning.scan(LARGE + EICAR)

    assert (found.state, found.note) == ("infected", "Eicar-Signature")


@pytest.mark.parametrize("mood", ["garbage", "silent", "full", "rude"])
def test_an_answer_that_says_nothing_leaves_the_file_pending(settings, mood):
    with Clamd(mood) as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        assert scanning.scan(LARGE).state == "pending"


def test_a_slow_scanner_is_not_waited_for(settings):
    settings.SCAN_SECONDS = 0.2
    with Clamd("slow") as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        start = time.monotonic()
        found = scanning.scan(b"x")

    assert found.state == "pending"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/no/such/socket", "nonsense"])
def test_a_scanner_that_is_not_there_leaves_the_file_pending(settings, address):
    settings.CLAMAV_ADDRESS = address

    assert scanning.scan(b"x").state == "pending"
