"""The web processes' access log."""

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger


class WebLog(Logger):
    """gunicorn's own lines, without the table of all headers that no line prints."""

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, Any]:
        """What the combined format names, and the time taken."""
        return {
            "h": environ.get("REMOTE_ADDR", "-"),
            "l": "-",
            "u": "-",
            "t": self.now(),
            "r": f"{environ['REQUEST_METHOD']} {environ['RAW_URI']} "
            f"{environ['SERVER_PROTOCOL']}",
            "s": str(resp.status).partition(" ")[0],
            "b": str(resp.sent),
            "f": environ.get("HTTP_REFERER", "-"),
            "a": environ.get("HTTP_USER_AGENT", "-"),
            "D": int(request_time.total_seconds() * 1_000_000),
        }
