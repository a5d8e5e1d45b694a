"""What a device has to know of the way in by which a dose is given, to go on alone after its start.

A pump runs on; whole devices come one after the other, a lozenge is held, an injection is over at
once. So each way in has its own buttons and its own words.
"""

from collections.abc import Mapping
from typing import Any

from daybreak.records.reads.session import Visit
from daybreak.ui.forms import ActForm
from daybreak.web.session.by_route import PAGES, START_WORDS, fit
from daybreak.web.session.doses import HOW, buttons
from daybreak.web.session.forms import PumpForm

_ICONS: Mapping[str, str] = {  # by which the words of a page are found
    "session-pause": "pause",
    "session-resume": "right",
    "session-read-pump": "drop",
    "session-end": "stop",
}


def way_data(seen: Visit) -> dict[str, Any]:
    """How a dose gets in by the route of this session; every length is whole milliseconds."""
    way, said = seen.way, buttons(seen)
    pages = PAGES.get(way.kind, {})
    return {
        "kind": way.kind.value,
        "is_at_once": way.kind.is_at_once,
        "how": HOW.get(way.kind, "Given"),
        "least_ms": (way.low_s or 0) * 1000,
        "most_ms": (way.high_s or 0) * 1000,
        "notes": [each.words for each in way.note],
        "buttons": {  # an empty one is not offered
            "session-pause": said.pause,
            "session-resume": said.resume or "Go on",
            "session-end": said.stop,
        },
        "names": {act: pages[icon].title for act, icon in _ICONS.items() if icon in pages},
    }


def fitted(form: ActForm, seen: Visit, act: str, button: str) -> str:
    """Ask only what this way in can answer; the words of the form's button."""
    if act == "session-start":
        return START_WORDS[seen.way.kind]
    if act not in _ICONS or not isinstance(form, PumpForm):
        return button
    as_route = fit(form, seen, _ICONS[act])
    return as_route.button if as_route else button
