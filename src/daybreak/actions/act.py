"""What makes a function an act: one transaction, a permission, an act id, a line in the journal."""

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, TypeVar, cast, get_type_hints
from uuid import UUID

import msgspec
from django.db import connection, transaction

from daybreak.actions.journal import Journal, opened
from daybreak.care.catalogue.kinds import made_known
from daybreak.care.errors import NotAllowed
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.records.models import JournalLine, Organisation
from daybreak.records.prepared import Prepared
from daybreak.records.turnstile import writers

P = ParamSpec("P")
A = TypeVar("A")

_earlier = Prepared(lambda key: JournalLine.objects.filter(act_id=key).order_by("id")[:1])

REGISTER: dict[str, Callable[..., Any]] = {}


def act(name: str, *, reading: bool = False) -> Callable[[Callable[P, A]], Callable[P, A]]:
    """Turn a keyword-only function into the act `name`.

    The function is called with `by` (Actor), `act_id` (UUID made by the sender), `at` (when it
    was true; None means now), `now` (the clock of whoever asks), and what it is about. All of it
    happens or nothing does. The same act id with the same content is answered with the first
    answer and changes nothing.

    Raises:
        WrongRole: none of the actor's roles may do this.
        NotAllowed: the act id was already used for something else, or by somebody else.
    """

    def decorate(function: Callable[P, A]) -> Callable[P, A]:
        answer_type = get_type_hints(function)["return"]

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> A:
            by: Actor = kwargs["by"]  # type: ignore[assignment]
            act_id: UUID = kwargs["act_id"]  # type: ignore[assignment]
            now: datetime = kwargs["now"]  # type: ignore[assignment]
            at: datetime | None = kwargs.get("at")  # type: ignore[assignment]
            permissions.check(by, name)
            _check_time(at, now)
            request = _request(name, by, at, kwargs)
            with whole(by.organisation):
                earlier = _earlier.first(act_id)
                if earlier is not None:
                    return cast("A", _again(earlier, request, answer_type))
                journal = Journal(name, by, act_id, at or now, now, request, reading=reading)
                with opened(journal):
                    answer = function(*args, **{**kwargs, "at": at or now})  # type: ignore[arg-type]
                    journal.close(msgspec.json.encode(answer, order="sorted").decode())
            return answer

        REGISTER[name] = run
        return run

    return decorate


@contextmanager
def whole(organisation: UUID) -> Iterator[None]:
    """One transaction in which no other act of the organisation runs.

    Gates look across all sites, and every chain has one head; taking turns by organisation keeps
    both simple. On SQLite the threads queue fairly before they ask the database.
    """
    if connection.vendor == "sqlite":
        with writers.turn(), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            # Everyone locks the same row first, so nobody can wait in a circle.
            Organisation.objects.select_for_update().filter(id=organisation).first()
            yield


def _again(earlier: JournalLine, request: str, answer_type: Any) -> Any:
    if earlier.request != request:
        raise NotAllowed(
            "act-id-used",
            "This form was already sent with other content. Open the page again and check "
            "what was recorded before you enter anything.",
        )
    return msgspec.json.decode(earlier.answer, type=made_known(answer_type))


def _check_time(at: datetime | None, now: datetime) -> None:
    if now.tzinfo is None or (at is not None and at.tzinfo is None):
        raise ValueError(f"at and now must be aware; got at={at!r}, now={now!r}.")


def _request(name: str, by: Actor, at: datetime | None, kwargs: dict[str, Any]) -> str:
    """The hash of what was asked, without the clock of whoever asks."""
    content = {
        "act": name,
        "by": by.id,
        "at": at,
        "what": {
            key: value for key, value in kwargs.items() if key not in {"by", "act_id", "at", "now"}
        },
    }
    text = msgspec.json.encode(content, order="sorted", enc_hook=_encodable)
    return hashlib.sha256(text).hexdigest()


def _encodable(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"An act was given a {type(value).__name__}, which has no canonical form.")
