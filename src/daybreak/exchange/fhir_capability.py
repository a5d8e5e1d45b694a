"""What a server can do, as a FHIR CapabilityStatement, built from a table."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daybreak.exchange.fhir_observation import instant

FHIR_VERSION = "4.0.1"
_OAUTH = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_SECURITY = "http://terminology.hl7.org/CodeSystem/restful-security-service"


@dataclass(frozen=True, slots=True)
class Search:
    """One search parameter; `kind` is token, reference, date, string, number, quantity or uri."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, `everything` for `$everything`, and where it is defined."""

    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Served:
    """One row of the table: a kind of resource, and what can be done with it."""

    kind: str
    interactions: tuple[str, ...]
    searches: tuple[Search, ...] = ()
    operations: tuple[Operation, ...] = ()
    profiles: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """Who serves it. `base` has no slash at its end."""

    base: str
    software: str
    version: str
    description: str
    authorize: str | None = None
    token: str | None = None
    interactions: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = field(default=())


def capability_statement(
    table: tuple[Served, ...], server: Server, *, at: datetime
) -> dict[str, Any]:
    """The statement, without an empty list anywhere; rows in the order of their kind.

    Raises:
        ValueError: `at` has no zone.
    """
    rest: dict[str, Any] = {"mode": "server"}
    if server.authorize and server.token:
        rest["security"] = _security(server.authorize, server.token)
    if table:
        rest["resource"] = [_resource(row) for row in sorted(table, key=lambda row: row.kind)]
    rest |= _filled(
        interaction=[{"code": code} for code in server.interactions],
        operation=[_operation(one) for one in server.operations],
    )
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": instant(at),
        "kind": "instance",
        "software": {"name": server.software, "version": server.version},
        "implementation": {"description": server.description, "url": server.base},
        "fhirVersion": FHIR_VERSION,
        "format": ["application/fhir+json", "json"],
        "rest": [rest],
    }


def _resource(row: Served) -> dict[str, Any]:
    return {"type": row.kind} | _filled(
        supportedProfile=list(row.profiles),
        interaction=[{"code": code} for code in row.interactions],
        searchInclude=list(row.includes),
        searchParam=[{"name": one.name, "type": one.kind} for one in row.searches],
        operation=[_operation(one) for one in row.operations],
    )


def _operation(one: Operation) -> dict[str, str]:
    return {"name": one.name, "definition": one.definition}


def _security(authorize: str, token: str) -> dict[str, Any]:
    service = {"system": _SECURITY, "code": "SMART-on-FHIR"}
    uris = [{"url": "authorize", "valueUri": authorize}, {"url": "token", "valueUri": token}]
    return {
        "service": [{"coding": [service]}],
        "extension": [{"url": _OAUTH, "extension": uris}],
    }


def _filled(**lists: list[Any]) -> dict[str, list[Any]]:
    """Only those that hold something: FHIR has no empty lists."""
    return {name: each for name, each in lists.items() if each}
