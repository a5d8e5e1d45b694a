"""What this server can do, for whoever asks."""

from importlib.metadata import version

from django.http import HttpRequest
from django.utils import timezone

from daybreak.care.errors import NotFound
from daybreak.exchange.fhir_capability import Search, Served, Server, capability_statement
from daybreak.fhir.doors import BASE, Resource, resource

TABLE = (
    Served(
        "Observation",
        ("read", "search-type"),
        searches=(
            Search("patient", "reference"),
            Search("category", "token"),
            Search("code", "token"),
            Search("date", "date"),
            Search("_id", "token"),
        ),
        profiles=(
            "http://hl7.org/fhir/StructureDefinition/vitalsigns",
            "http://hl7.org/fhir/StructureDefinition/bp",
        ),
    ),
    Served(
        "MedicationAdministration",
        ("read", "search-type"),
        searches=(
            Search("patient", "reference"),
            Search("effective-time", "date"),
            Search("status", "token"),
            Search("_id", "token"),
        ),
    ),
    Served("Patient", ("read",)),
)


@resource
def metadata(request: HttpRequest) -> Resource:
    """The CapabilityStatement, which holds nothing about anybody."""
    server = Server(
        base=request.build_absolute_uri(BASE),
        software="Daybreak",
        version=version("daybreak"),
        description="What this clinic has recorded, to be read by programs it has let in.",
        authorize=request.build_absolute_uri("/o/authorize/"),
        token=request.build_absolute_uri("/o/token/"),
    )
    return capability_statement(TABLE, server, at=timezone.now())


@resource
def nothing(_request: HttpRequest, path: str) -> Resource:  # noqa: ARG001 - the address that is not there
    """Every other address."""
    raise NotFound("address", "There is nothing at this address. See the metadata for what is.")
