"""Everything that can be pressed at the chair is as large as a thumb, on tablet and phone."""

from typing import Any

import pytest

from clinic import adopt_profiles
from daybreak.care.session.stages import Stage
from journeys.conftest import House
from journeys.eyes import violations
from visiting import Visiting, visiting

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
LEAST_PX = 44
SIZES = ({"width": 1024, "height": 768}, {"width": 390, "height": 844})
# What can be pressed in the chair's own part of the page; the words around a box are the box.
TOO_SMALL = """least => {
  const found = [];
  for (const part of document.querySelectorAll('.at-chair, .chairside')) {
    const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
    for (const one of part.querySelectorAll(all)) {
      const target = one.matches('[type=radio], [type=checkbox]') ? one.closest('label') : one;
      const at = (target ?? one).getBoundingClientRect();
      if (!at.width || !at.height || !one.checkVisibility({visibilityProperty: true})) continue;
      if (at.width < least - 0.5 || at.height < least - 0.5)
        found.push(`${one.outerHTML.slice(0, 120)} ${at.width.toFixed(0)}x${at.height.toFixed(0)}`);
    }
  }
  return found;
}"""


def pages_of(visit: Visiting) -> tuple[str, ...]:
    """The pages of the stage that a session is in."""
    chair = f"/sessions/{visit.session}/"
    match visit.stage:
        case Stage.PREPARED:
            return chair, f"{chair}label/"
        case Stage.DOSING:
            more = ("vitals/", "symptoms/", "symptoms/nausea/", "pause/", "rate/", "end/", "more/")
            return chair, f"{chair}?grid=1", *(chair + page for page in more)
        case Stage.RECOVERY | Stage.DISCHARGE_ASSESSED:
            return chair, f"{chair}discharge/"
        case _:
            return (chair,)


@pytest.mark.parametrize("javascript", [True], indirect=True, ids=["with a script"])
def test_everything_at_the_chair_is_as_large_as_a_thumb(house: House) -> None:
    clinic = house.clinic
    clinic.clock.now = house.clock.now
    adopt_profiles(clinic, clinic.site)
    nurse: Any = house.nurse
    small: dict[str, list[str]] = {}
    for stage in (
        Stage.ARRIVED,
        Stage.CHECKED_IN,
        Stage.PRE_ASSESSED,
        Stage.PREPARED,
        Stage.DOSING,
        Stage.RECOVERY,
        Stage.DISCHARGE_ASSESSED,
        Stage.DISCHARGED,
    ):
        visit = visiting(clinic, starts_at=clinic.clock.now).until(stage)
        ahead = (clinic.clock.now - house.clock.now).total_seconds()
        house.clock.forward(seconds=max(0.0, ahead + 5))
        for path in pages_of(visit):
            nurse.opens(path)
            for size in SIZES:
                nurse.page.set_viewport_size(size)
                if found := nurse.page.evaluate(TOO_SMALL, LEAST_PX):
                    small[f"{stage} {path.rpartition(str(visit.session))[2]} {size}"] = found
                wide = nurse.page.evaluate("document.documentElement.scrollWidth")
                if wide > size["width"]:
                    small[f"{stage} {path} {size['width']}"] = [f"the page is {wide} px wide"]
            assert not violations(nurse.page), path

    assert not small, "\n".join(f"{where}: {what}" for where, what in small.items())
