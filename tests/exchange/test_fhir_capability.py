"""What the server says it can do is what the table says, and nothing empty."""

from datetime import UTC, datetime

from daybreak.exchange.fhir_capability import (
    Operation,
    Search,
    Served,
    Server,
    capability_statement,
)

AT = datetime(2026, 11, 21, tzinfo=UTC)
SERVER = Server("https://clinic.example/fhir/r4", "Daybreak", "0.1.0", "A made-up clinic")


def test_the_statement_is_the_table() -> None:
    everything = Operation("everything", "http://hl7.org/fhir/OperationDefinition/x")
    table = (
        Served("Patient", ("read", "search-type"), (Search("identifier", "token"),), (everything,)),
        Served("Observation", ("read",)),
    )
    told = capability_statement(table, SERVER, at=AT)
    observation, patient = told["rest"][0]["resource"]

    assert told["fhirVersion"] == "4.0.1"
    assert told["date"] == "2026-11-21T00:00:00Z"
    assert observation == {"type": "Observation", "interaction": [{"code": "read"}]}
    assert patient["searchParam"] == [{"name": "identifier", "type": "token"}]
    assert patient["operation"][0]["name"] == "everything"


def test_sign_in_is_told_where_there_is_one() -> None:
    open_server = capability_statement((), SERVER, at=AT)["rest"][0]
    server = Server("b", "s", "1", "d", "https://c/o/authorize/", "https://c/o/token/")
    closed = capability_statement((), server, at=AT)["rest"][0]

    assert open_server == {"mode": "server"}
    uris = closed["security"]["extension"][0]["extension"]
    assert [one["valueUri"] for one in uris] == ["https://c/o/authorize/", "https://c/o/token/"]
