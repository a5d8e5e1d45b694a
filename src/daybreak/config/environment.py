"""What Daybreak reads from its environment; a missing or wrong value explains itself."""

import contextlib
import errno
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from daybreak.care.errors import NotUnderstood

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
POSTGRES = frozenset({"postgres", "postgresql"})


def text(name: str, default: str) -> str:
    """The setting `DAYBREAK_<name>`, or its default."""
    return os.environ.get(f"DAYBREAK_{name}", default)


def number(name: str, default: int) -> int:
    """A whole-number setting.

    Raises:
        NotUnderstood: it is set to something else.
    """
    raw = text(name, str(default))
    try:
        return int(raw)
    except ValueError:
        raise NotUnderstood(
            "setting", f"DAYBREAK_{name} is {raw!r}; it must be a whole number, such as {default}."
        ) from None


def switch(name: str, *, default: bool) -> bool:
    """A setting that is on or off.

    Raises:
        NotUnderstood: it is set to neither.
    """
    raw = text(name, "on" if default else "off").strip().lower()
    if raw in {"on", "1", "true", "yes"}:
        return True
    if raw in {"off", "0", "false", "no"}:
        return False
    raise NotUnderstood("setting", f"DAYBREAK_{name} is {raw!r}; set it to on or off.")


def log_level() -> str:
    """How much is logged.

    Raises:
        NotUnderstood: it is set to none of the levels.
    """
    level = text("LOG", "WARNING").strip().upper()
    if level not in LOG_LEVELS:
        raise NotUnderstood(
            "setting", f"DAYBREAK_LOG is {level!r}; set it to one of {', '.join(LOG_LEVELS)}."
        )
    return level


def data_folder() -> Path:
    """The folder with the SQLite file, documents and keys: `DAYBREAK_DATA` or --data."""
    return Path(text("DATA", "daybreak-data") or "daybreak-data").expanduser().resolve()


def keep_private() -> None:
    """Whatever this process makes from now on is its own account's alone."""
    os.umask(0o077)


def make_data_folder() -> Path:
    """The data folder, made if it is not there, with nothing of ours in it open to others.

    A folder that was there keeps its own mode: it may be somebody's home.

    Raises:
        NotUnderstood: it cannot be made or written.
    """
    folder = data_folder()
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as trouble:
        raise _unusable(trouble) from None
    ours = [*folder.glob("daybreak.sqlite3*"), *folder.glob("keys/*")]
    for path in (path for path in ours if path.stat().st_mode & 0o077):
        with contextlib.suppress(OSError):  # it belongs to another account, who sees to it
            path.chmod(0o600)
    return folder


def secret_key() -> str:
    """The key that signs cookies: `DAYBREAK_SECRET_KEY`, or one made once in the data folder.

    Raises:
        NotUnderstood: the data folder cannot be written.
    """
    given = os.environ.get("DAYBREAK_SECRET_KEY")
    return given or _kept("secret-key", data_folder(), lambda: secrets.token_urlsafe(50))


def at_rest_key(data: Path) -> str:
    """The key that secrets in the database are encrypted with, made once in the data folder.

    Whoever has the database alone, such as a copy of it, cannot read them.

    Raises:
        NotUnderstood: the data folder cannot be written.
    """
    return _kept(
        "at-rest-key", data, lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
    )


def _kept(name: str, data: Path, make: Callable[[], str]) -> str:
    """A key of the data folder; the first process that asks for it makes it."""
    place = data / "keys" / name
    try:
        if not place.exists():
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.parent.mkdir(exist_ok=True, mode=0o700)
            part = place.with_suffix(f".{os.getpid()}")
            part.touch(mode=0o600)
            part.write_text(make())
            try:
                os.link(part, place)  # the first process to get here decides
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return place.read_text()
    except (OSError, UnicodeDecodeError) as trouble:
        raise _unusable(trouble) from None


def _unusable(trouble: Exception) -> NotUnderstood:
    why = getattr(trouble, "strerror", None) or "a key in it is no text"
    return NotUnderstood(
        "data-folder",
        f"The data folder {data_folder()} cannot be used ({why}). "
        "Name another with --data DIR or DAYBREAK_DATA.",
    )


def database() -> dict[str, Any]:
    """SQLite in the data folder, or PostgreSQL when `DATABASE_URL` says where.

    SQLite begins every transaction as a writer (IMMEDIATE), so that a read followed by a write
    never finds the database changed beneath it, and keeps every commit through a power cut
    (synchronous FULL).

    Raises:
        NotUnderstood: `DATABASE_URL` is no PostgreSQL address.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data_folder() / "daybreak.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                    "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;"
                ),
            },
            "CONN_MAX_AGE": None,
            # Tests use a file too: threads share it as they share the real one.
            "TEST": {"NAME": str(data_folder() / "test.sqlite3")},
        }
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:  # it is no number, or none that a port can have
        port = -1
    if parts.scheme not in POSTGRES or not parts.path.strip("/") or port == -1:
        raise NotUnderstood(
            "database-url",
            "DATABASE_URL must look like postgresql://user:password@host:5432/name. "
            "Leave it out to use SQLite in the data folder.",
        )
    query = dict(part.split("=", 1) for part in parts.query.split("&") if "=" in part)
    host = unquote(query.get("host", parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
