"""Whom the web processes answered what, a line each."""

import re
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection

LINE = (
    r"127\.0\.0\.1 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "
    r'"GET /rounds/\?q=1 HTTP/1\.1" 200 \d+ "http://x/before" "a \\"browser\\""'
)


def test_each_request_leaves_the_line_that_readers_of_such_logs_know(tmp_path):
    log = tmp_path / "access.log"
    with gunicorn("--access-logfile", str(log)) as line:
        told = {"Referer": "http://x/before", "User-Agent": 'a "browser"'}
        line.request("GET", "/rounds/?q=1", headers=told)
        assert line.getresponse().status == 200

    assert re.fullmatch(LINE, log.read_text(encoding="utf-8").strip())


@contextmanager
def gunicorn(*options):
    """The portal's logger before the smallest of applications."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "wsgiref.simple_server:demo_app"),
            *("--bind", f"127.0.0.1:{port}", "--no-control-socket"),
            *("--logger-class", "portal.weblog.WebLog", *options),
        ],
        stderr=subprocess.DEVNULL,
    )
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                line.connect()
                break
            except ConnectionRefusedError:
                assert time.monotonic() < until
                time.sleep(0.1)
        yield line
    finally:
        web.terminate()
        web.wait(timeout=30)
