"""The entries of a FHIR bundle, and how they point at one another and at nobody else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from daybreak.care.errors import NotUnderstood
from daybreak.exchange.code_maps import code_systems
from daybreak.exchange.fhir_json import EntryNotUnderstood, Part, digest
from daybreak.exchange.fhir_patient import identifiers
from daybreak.exchange.fhir_resource import Resource

_KIND = re.compile(r"[A-Z][A-Za-z]{1,63}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}", re.ASCII)
_ON_A_SERVER = re.compile(r"(?P<base>https?://.+)/(?P<kind>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.-]+)")
_VERSION = re.compile(r"/_history/[^/]*$")
_LONGEST_ADDRESS = 500
_WRITES = frozenset({"POST", "PUT"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `number` counts from 1; `key` names its resource again when it is sent again.

    `asks_to_change` when it wants something other than to be added; `modified` when FHIR
    says that whoever does not know its modifiers may not use it.
    """

    number: int
    kind: str
    key: str
    digest: str
    part: Part
    id: str | None = None
    full_url: str | None = None
    asks_to_change: bool = False

    @property
    def what(self) -> str:
        return self.part.what

    @property
    def modified(self) -> bool:
        return self.part.has("modifierExtension") or self.part.has("implicitRules")

    @property
    def base(self) -> str | None:
        """The server it stands on, if its address says so."""
        on_server = _ON_A_SERVER.fullmatch(self.full_url or "")
        return on_server["base"] if on_server else None


def entries(bundle: Mapping[str, Any]) -> tuple[Entry, ...]:
    """All entries of the bundle.

    Raises:
        EntryNotUnderstood: one of them is no entry, or what it holds is no resource.
        NotUnderstood: the bundle has no list of entries.
    """
    told = bundle.get("entry")
    if not isinstance(told, list) or not told:
        raise NotUnderstood(
            "fhir-empty", "This bundle has no entries; there is nothing in it to take."
        )
    return tuple(_entry(number, each) for number, each in enumerate(told, start=1))


def _entry(number: int, told: object) -> Entry:
    outer = Part(number, "unnamed", "", told if isinstance(told, dict) else {})
    request = outer.part("request")
    asks_to_change = request is not None and request.code("method") not in _WRITES
    resource = outer.json.get("resource")
    if resource is None and asks_to_change:
        return Entry(number, "Request", f"Request/{number}", "", outer, asks_to_change=True)
    if not isinstance(resource, dict):
        raise outer.wrong("resource", "is missing")
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not _KIND.fullmatch(kind):
        raise outer.wrong("resource.resourceType", "is missing or names nothing")
    id = resource.get("id")  # noqa: A001 - FHIR's own word
    if id is not None and not (isinstance(id, str) and _ID.fullmatch(id)):
        raise EntryNotUnderstood(number, kind, "its id is not as FHIR writes one")
    part = Part(number, f"{kind}/{id}" if id else kind, "", resource)
    full_url = outer.code("fullUrl")
    if full_url and len(full_url) > _LONGEST_ADDRESS:
        raise part.wrong("fullUrl", "is too long to be an address")
    hashed = digest(resource)
    return Entry(
        number,
        kind,
        _key(kind, id, full_url, hashed),
        hashed,
        part,
        id,
        _VERSION.sub("", full_url) if full_url else None,
        asks_to_change,
    )


def _key(kind: str, id: str | None, full_url: str | None, hashed: str) -> str:  # noqa: A002
    """By its address on a server, else by its id: Condition/1 of two servers are two things."""
    if full_url and _ON_A_SERVER.fullmatch(_VERSION.sub("", full_url)):
        return _VERSION.sub("", full_url)
    return f"{kind}/{id or full_url or hashed}"


class References:
    """Follows references within one bundle, and never to another server's namesake."""

    def __init__(self, found: tuple[Entry, ...]) -> None:
        self._entries = {entry.number: entry for entry in found}
        self._by_url: dict[str, Entry] = {}
        self._by_name: dict[tuple[str, str], list[Entry]] = {}
        self._by_identifier: dict[tuple[str | None, str], set[int]] = {}
        self._same: dict[int, int] = {}
        for entry in found:
            if entry.full_url:
                self._by_url.setdefault(entry.full_url, entry)
            if entry.id:
                self._by_name.setdefault((entry.kind, entry.id), []).append(entry)
            if entry.kind == "Patient":
                for one in identifiers(entry.part):
                    numbers = self._by_identifier.setdefault((one.system, one.value), set())
                    numbers.add(entry.number)

    def same(self, number: int, first: int) -> None:
        """The entry `number` is the one that came `first`, sent again."""
        self._same[number] = first

    def resource(self, entry: Entry) -> Resource:
        """The entry as a resource that can follow its own references."""

        def find(reference: Part) -> Part | None:
            return self._contained(entry, reference) or self._part(entry, reference)

        return Resource(entry.kind, entry.key, entry.digest, entry.part, find)

    def patient_of(self, entry: Entry, element: str) -> int | None:
        """The number of the patient's entry that the element points at, if it is in the file.

        Raises:
            EntryNotUnderstood: the element is missing, or is no reference.
        """
        reference = entry.part.part(element)
        if reference is None:
            if element == "subject" and entry.kind in _MAY_LACK_A_SUBJECT:
                return None
            raise entry.part.wrong(element, "is missing, so nothing says whose it is")
        if identified := self._identified(reference):
            return identified
        found = self._target(entry, reference)
        if found is None or found.kind != "Patient":
            return None
        return self._same.get(found.number, found.number)

    def _part(self, entry: Entry, reference: Part) -> Part | None:
        found = self._target(entry, reference)
        return found.part if found else None

    def _target(self, entry: Entry, reference: Part) -> Entry | None:
        told = reference.text("reference")
        if told is None or told.startswith("#"):
            return None
        address = _VERSION.sub("", told)
        if found := self._by_url.get(address):
            return found
        if address.startswith("urn:uuid:"):
            return self._only([e for e in self._entries.values() if _named_so(e, address)])
        if _ON_A_SERVER.fullmatch(address):
            return None
        kind, _, id = address.partition("/")  # noqa: A001 - FHIR's own word
        namesakes = self._by_name.get((kind, id), [])
        if entry.base:  # a relative reference stays on the server it was written on
            exact = [e for e in namesakes if e.base == entry.base]
            return self._only(exact or [e for e in namesakes if e.base is None])
        return self._only(namesakes)

    def _identified(self, reference: Part) -> int | None:
        """The one patient whom the reference names by a number of theirs."""
        told = reference.text("reference") or ""
        system, value = None, None
        if told.startswith("Patient?"):
            query = parse_qs(told.removeprefix("Patient?"))
            system, _, value = query.get("identifier", [""])[0].rpartition("|")
        elif not told and (identifier := reference.part("identifier")):
            system, value = identifier.code("system"), identifier.text("value")
        if not system or not value:
            return None
        numbers = self._by_identifier.get((code_systems().address(system), value), set())
        same = {self._same.get(number, number) for number in numbers}
        return same.pop() if len(same) == 1 else None

    def _contained(self, entry: Entry, reference: Part) -> Part | None:
        told = reference.text("reference")
        if not told or not told.startswith("#"):
            return None
        inside = [each for each in entry.part.parts("contained") if each.json.get("id") == told[1:]]
        return inside[0] if len(inside) == 1 else None

    def _only(self, found: list[Entry]) -> Entry | None:
        """The one found; when several have the name, none of them is meant for sure."""
        return found[0] if len({entry.key for entry in found}) == 1 else None


_MAY_LACK_A_SUBJECT = frozenset({"Observation", "QuestionnaireResponse"})


def _named_so(entry: Entry, address: str) -> bool:
    """A file without addresses may still point at an id by `urn:uuid:`."""
    return entry.full_url is None and entry.id is not None and address == f"urn:uuid:{entry.id}"
