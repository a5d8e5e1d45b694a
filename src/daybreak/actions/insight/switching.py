"""Whether forecasts are shown at all, and to whom they are not any more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.care.errors import NotAllowed
from daybreak.care.team.actor import Actor
from daybreak.lab.forecast.scoring import judged
from daybreak.records.models import ForecastSwitch
from daybreak.records.reads import forecasts as kept

THOUSAND = 1000
NOT_ON = (
    "Forecasts are off. The clinic's director turns them on by name, on the page of calibration."
)


@dataclass(frozen=True, slots=True)
class Switched:
    group: str
    is_on: bool


@act("insight-switch-forecasts")
def switch_forecasts(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    is_on: bool,
    why: str,
    group: str = "",
) -> Switched:
    """Turn forecasts on or off, for all or for one group, with the director's reason.

    Raises:
        NotAllowed: no reason is given.
    """
    if not why.strip():
        raise NotAllowed("forecast-why", "Say in a sentence why forecasts are turned on or off.")
    add(ForecastSwitch(organisation_id=by.organisation, group=group, is_on=is_on, why=why.strip()))
    return Switched(group, is_on)


def refuse_unless_on(organisation: UUID, group: str = "") -> None:
    """Raise where forecasts are off.

    Raises:
        NotAllowed: the director has not turned them on, or this group went off by the rule.
    """
    switched = kept.switched(organisation)
    whole = switched.get("")
    if whole is None or not whole.is_on:
        raise NotAllowed("forecast-off", NOT_ON)
    if group and (mine := switched.get(group)) is not None and not mine.is_on:
        raise NotAllowed(
            "forecast-group-off",
            "Forecasts for people like this are off: they did worse than the population curve. "
            "The page of calibration shows how.",
        )


def must_go_off(organisation: UUID, group: str) -> bool:
    """Whether the rule turns a group off that is not off already."""
    if (last := kept.switched(organisation).get(group)) is not None and not last.is_on:
        return False
    rows = kept.counted(kept.came(organisation, group))
    own = [each.figures["crps"] / THOUSAND for each in rows]
    usual = [each.figures["population"] / THOUSAND for each in rows]
    return judged(own, usual).is_off


def turn_off(organisation: UUID, group: str) -> str:
    """Turn a group off, and say why."""
    rows = kept.counted(kept.came(organisation, group))
    add(
        ForecastSwitch(
            organisation_id=organisation,
            group=group,
            is_on=False,
            why=f"By the rule: worse than the population curve over {len(rows)} outcomes.",
        )
    )
    return group
