"""What the environment says, read once; every name stands in docs/operations.md."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent

TRUE = {"1", "true", "yes", "on"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.lower() in TRUE


def items(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder that is there when this returns."""
    path = Path(text(name) or default)
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key(var: Path) -> str:
    """SECRET_KEY, or a random one kept in ``var``: sessions outlive a restart."""
    given = text("SECRET_KEY")
    if given:
        return given
    file = var / "secret_key"
    if not file.exists():
        draft = var / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, file)
        except FileExistsError:  # another process was first; its key holds
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()


def database(url: str) -> dict[str, object]:
    """Django's database settings for ``sqlite:///path`` or ``postgresql://…``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or ":memory:",
            "CONN_MAX_AGE": 60,  # the last one to close moves the whole log over
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                    "PRAGMA foreign_keys=ON;PRAGMA wal_autocheckpoint=8000;"
                ),
            },
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL: unknown scheme {parts.scheme!r}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "options": "-c default_toast_compression=lz4",
        },
    }


def broker(url: str, var: Path) -> dict[str, object]:
    """Celery's transport options for ``folder://`` (in ``var``) or ``redis://…``."""
    if urlsplit(url).scheme != "folder":
        return {"visibility_timeout": 600, "socket_connect_timeout": 3}
    for name in ("messages", "control"):
        (var / "broker" / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(var / "broker" / "messages"),
        "data_folder_out": str(var / "broker" / "messages"),
        "control_folder": str(var / "broker" / "control"),
        "polling_interval": 0.05,
    }
