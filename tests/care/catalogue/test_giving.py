"""Every route says how a dose gets in by it, and only what belongs to its kind."""

from pathlib import Path

import pytest

import daybreak.catalogue
from daybreak.care.catalogue.giving import Giving, Kind, giving
from daybreak.care.catalogue.protocol import Protocol, protocols
from daybreak.care.catalogue.reading import CatalogueError, read
from daybreak.care.catalogue.route import Route, routes
from daybreak.care.errors import NotFound

OURS = Path(daybreak.catalogue.__path__[0]) / "rules" / "giving-1.toml"


@pytest.mark.parametrize("route", routes(), ids=lambda each: each.id)
def test_a_pump_runs_exactly_where_the_route_is_infused(route: Route) -> None:
    assert (giving().by(route.id).kind is Kind.PUMP) is route.is_infused


@pytest.mark.parametrize("protocol", protocols(), ids=lambda each: each.id)
def test_whole_devices_are_ordered_exactly_where_they_are_given(protocol: Protocol) -> None:
    kind = giving().by(protocol.route).kind

    assert (kind is Kind.DEVICES) is (protocol.devices is not None)


def test_a_route_of_which_nothing_is_said_is_not_found() -> None:
    with pytest.raises(NotFound):
        giving().by("rectal")


@pytest.mark.parametrize(
    ("was", "instead", "why"),
    [
        ("low_s = 600\n", "", "it belongs to held, sprayed"),
        ("high_s = 900", "high_s = 300", "not under the shortest"),
        ("device_ul = 200", "device_ul = -1", "a device holds something"),
        ('route = "oral"', 'route = "iv"', "stands twice"),
        ('kind = "pump"', 'kind = "pump"\nsites = ["arm"]', "it belongs to injected"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(
    tmp_path: Path, was: str, instead: str, why: str
) -> None:
    told = OURS.read_text(encoding="utf-8")
    assert was in told
    own = tmp_path / "giving-2.toml"
    own.write_text(told.replace(was, instead, 1), encoding="utf-8")

    with pytest.raises(CatalogueError, match=why):
        read(own, Giving)
