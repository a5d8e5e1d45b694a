"""Whether a protocol that can be read can also be used: with its route, reasons and profile."""

from collections.abc import Iterator

from daybreak.care.catalogue.indication import indications
from daybreak.care.catalogue.lines import Route as Place
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import Protocol, protocols
from daybreak.care.catalogue.reading import every
from daybreak.care.catalogue.route import routes

Fault = tuple[Place, str]


def faults_of(protocol: Protocol) -> tuple[Fault, ...]:
    """Everything that keeps a protocol from being used, each with the key it stands at."""
    return (*_strangers(protocol), *_of_the_route(protocol), *_of_the_series(protocol))


def _strangers(protocol: Protocol) -> Iterator[Fault]:
    """What it names that is not on the shelves."""
    known = [each.id for each in indications()]
    for index, name in enumerate(protocol.indications):
        if name not in known:
            yield ("indications", index), f"there is no {name!r}; known are {', '.join(known)}"
    if not protocol.indications:
        yield ("indications",), "it is for no indication, so nobody could ever be given it"
    watched = sorted({each.id for each in every("profiles", Profile)})
    if protocol.profile not in watched:
        yield ("profile",), f"there is no {protocol.profile!r}; known are {', '.join(watched)}"
    for other in protocols():
        if (other.id, other.version) == (protocol.id, protocol.version) and other != protocol:
            why = f"{other.id} version {other.version} exists and says something else"
            yield ("version",), f"{why}; give it the next version"


def _of_the_route(protocol: Protocol) -> Iterator[Fault]:
    by_id = {each.id: each for each in routes()}
    route = by_id.get(protocol.route)
    if route is None:
        yield ("route",), f"there is no {protocol.route!r}; known are {', '.join(by_id)}"
        return
    if route.is_infused and protocol.minutes is None:
        yield ("route",), "what runs in needs [minutes]"
    if not route.is_infused and protocol.minutes is not None:
        yield ("minutes",), f"nothing runs in by the route {route.id}; leave the minutes out"


def _of_the_series(protocol: Protocol) -> Iterator[Fault]:
    sessions = sum(phase.sessions for phase in protocol.phase)
    for index, after in enumerate(protocol.reviews_after):
        if not 0 < after <= sessions:
            yield ("reviews_after", index), f"there is no session {after} among {sessions}"
    if protocol.review_blocking_after not in protocol.reviews_after:
        yield ("review_blocking_after",), "it is none of the reviews_after"
