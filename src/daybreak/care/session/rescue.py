"""A rescue as a record of facts: what set it off, what was done and when, how they were at the end.

Nothing here says what to do. What holds is only that nobody goes on, or goes home, over one that
is still open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from uuid import UUID

from daybreak.care.catalogue.reading import Misfit, newest
from daybreak.care.catalogue.saying import Saying, saying_misfits
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding, Source
from daybreak.care.quantities import decimal_of, plain
from daybreak.care.team.permissions import ACTS

SAYINGS: Mapping[str, frozenset[str]] = {"rescue-open": frozenset({"since", "trigger"})}
MOST_LETTERS = 120  # of a detail: a few words


@dataclass(frozen=True, slots=True)
class Trigger:
    """What can set a rescue off. `channels` are the alarms that usually mean it."""

    id: str
    name: str
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asks:
    """What is typed beside an action; `most` is what can be typed at all where it is a number."""

    label: str
    unit: str = ""
    most: int | None = None
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done. With `act` it has an act and a page of its own, and is recorded there."""

    id: str
    name: str
    act: str = ""
    asks: Asks | None = None


@dataclass(frozen=True, kw_only=True)
class RescueRules:
    """One version of the triggers and actions."""

    id: str
    version: int
    name: str
    source: Source
    trigger: tuple[Trigger, ...]
    action: tuple[Action, ...]
    saying: tuple[Saying, ...]

    def __post_init__(self) -> None:
        for where, why in saying_misfits(self.saying, SAYINGS):
            raise Misfit(where, why)
        for key, ids in (("trigger", self.triggers), ("action", self.actions)):
            if len(ids) != len(getattr(self, key)):
                raise Misfit(key, "one of them stands twice")
        for index, each in enumerate(self.action):
            if each.act and each.act not in ACTS:
                raise Misfit(f"action[{index}].act", f"there is no act {each.act!r}")

    @cached_property
    def triggers(self) -> Mapping[str, Trigger]:
        return {each.id: each for each in self.trigger}

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        return {each.id: each for each in self.action}

    @cached_property
    def by_tap(self) -> tuple[Action, ...]:
        """The actions that are recorded in the rescue itself."""
        return tuple(each for each in self.action if not each.act)

    def trigger_name(self, id: str) -> str:  # noqa: A002 - as in the file
        """One that a later list has dropped is still said by its id."""
        found = self.triggers.get(id)
        return found.name if found else id.replace("-", " ")

    def action_name(self, id: str) -> str:  # noqa: A002 - as in the file
        found = self.actions.get(id)
        return found.name if found else id.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Did:
    """One thing that was done. One that was tapped by mistake is taken back and stays visible."""

    id: UUID
    action: str
    at: datetime
    by: UUID | None
    detail: str = ""
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Rescue:
    """One rescue as it stands. `id` is that of its first entry; open until `ended`."""

    id: UUID
    began: datetime
    trigger: str
    called_by: str
    did: tuple[Did, ...] = ()
    response: str = ""
    ended: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.ended is None


def rescue_rules(*, overlay: Path | None = None) -> RescueRules:
    """The newest triggers and actions, a clinic's own folder included."""
    return newest("profiles/rescue", RescueRules, "rescue", overlay=overlay)


def detail_of(action: str, typed: str, rules: RescueRules) -> str:
    """What is kept beside an action, such as `10 L/min`.

    Raises:
        NotUnderstood: no such action, what it asks for is missing, or it cannot be so.
    """
    found = rules.actions.get(action)
    if found is None:
        raise NotUnderstood("rescue-action", "That is not in the list. Choose what was done.")
    if found.act:
        raise NotUnderstood(
            "rescue-action", f"“{found.name}” is recorded on its own page. Open it from here."
        )
    words = " ".join(typed.split())
    if found.asks is None:
        return ""
    if not words and found.asks.is_needed:
        raise NotUnderstood("rescue-detail", f"Say it too: {found.asks.label}.")
    if len(words) > MOST_LETTERS:
        raise NotUnderstood("rescue-detail", f"At most {MOST_LETTERS} letters fit here.")
    if not words or found.asks.most is None:
        return words
    return f"{plain(_figure(words, found.asks))} {found.asks.unit}".strip()


def trigger_of(typed: str, rules: RescueRules) -> str:
    """A trigger of the list.

    Raises:
        NotUnderstood: it is none.
    """
    if typed not in rules.triggers:
        raise NotUnderstood("rescue-trigger", "Choose from the list what set it off.")
    return typed


def likely_first(channels: Sequence[str], rules: RescueRules) -> tuple[Trigger, ...]:
    """The triggers, those first that the open alarms usually mean; `channels` worst first."""
    meant = [each for channel in channels for each in rules.trigger if channel in each.channels]
    return tuple(dict.fromkeys([*meant, *rules.trigger]))


def after(rescue: Rescue, did: Did) -> Rescue:
    """The rescue with one thing more, in the order in which things were done.

    Raises:
        NotAllowed: it is over, and this was done after its end; or it was before its beginning.
    """
    if did.at < rescue.began:
        raise NotAllowed(
            "rescue-early", "That was before this rescue began. Look at the time you typed."
        )
    if rescue.ended is not None and did.at > rescue.ended:
        raise NotAllowed("rescue-over", "This rescue is over. Begin another one.")
    return _with(rescue, sorted((*rescue.did, did), key=lambda each: each.at))


def without(rescue: Rescue, id: UUID) -> Rescue:  # noqa: A002 - as in the record
    """The rescue with one thing marked as taken back; it was never done.

    Raises:
        NotAllowed: there is no such thing in it.
    """
    if not any(each.id == id and not each.taken_back for each in rescue.did):
        raise NotAllowed("rescue-none", "That is not in this record any more. Look at it again.")
    return _with(
        rescue,
        [
            Did(each.id, each.action, each.at, each.by, each.detail, taken_back=True)
            if each.id == id
            else each
            for each in rescue.did
        ],
    )


def over(rescue: Rescue, at: datetime, response: str) -> Rescue:
    """The rescue at its end.

    Raises:
        NotAllowed: it is over already, or something in it was done later.
        NotUnderstood: nothing is said of how they are.
    """
    if not rescue.is_open:
        raise NotAllowed("rescue-over", "This rescue is over already. Look at its record.")
    if at < max((rescue.began, *(each.at for each in rescue.did))):
        raise NotAllowed("rescue-early", "Something in it was done later. Look at the time.")
    if not response.strip():
        raise NotUnderstood("rescue-response", "Say how they are now, then end it.")
    return Rescue(
        rescue.id, rescue.began, rescue.trigger, rescue.called_by, rescue.did, response.strip(), at
    )


def open_rescues(rescues: Iterable[Rescue], rules: RescueRules) -> tuple[Finding, ...]:
    """Each rescue that nobody has ended; its times are said on the clock that they carry."""
    (say,) = rules.saying
    return tuple(
        say.found(since=f"{each.began:%H:%M}", trigger=rules.trigger_name(each.trigger).lower())
        for each in rescues
        if each.is_open
    )


def _with(rescue: Rescue, did: Sequence[Did]) -> Rescue:
    return Rescue(
        rescue.id,
        rescue.began,
        rescue.trigger,
        rescue.called_by,
        tuple(did),
        rescue.response,
        rescue.ended,
    )


def _figure(words: str, asks: Asks) -> Decimal:
    value = decimal_of(words, what=asks.label)
    if not 0 < value <= (asks.most or 0):
        raise NotUnderstood(
            "rescue-detail",
            f"{plain(value)} {asks.unit} cannot be. It lies over 0 and up to {asks.most}.",
        )
    return value
