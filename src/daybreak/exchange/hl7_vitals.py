"""What a monitor reported, as the sets of vitals that a nurse would have written down."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta

from daybreak.care.catalogue.profile import Signal
from daybreak.care.intake.measure import Measure
from daybreak.care.session.sampling import Spoken
from daybreak.care.session.told_by import ToldFigure
from daybreak.care.session.vitals import Vitals
from daybreak.exchange.hl7_reading import Reading, TimeFrom
from daybreak.exchange.monitor_codes import Method, monitor_codes

_FOLLOWS_THE_SYSTOLIC = frozenset({Measure.DIASTOLIC_MMHG, Measure.MEAN_MMHG})
_VITALS = frozenset(field.name for field in fields(Vitals))
_LONGEST = 80  # our choice: a name longer than this is noise


def sets_of_vitals(readings: Iterable[Reading]) -> tuple[Spoken, ...]:
    """The valid vital signs, one set for each moment they were true, earliest first.

    A cuff's pressure is usually older than the rest and is then a set of its own; its parts
    stand together, at the time of the systolic. No mean is computed here.
    """
    sets = _moments(readings)
    return tuple(
        Spoken(
            at,
            Vitals(**{name: one.value for name, one in sets[at].items()}),
            is_cuff=all(_is_of_a_cuff(one) for one in sets[at].values()),
        )
        for at in sorted(sets)
    )


def told_figures(readings: Iterable[Reading], spoken: Spoken) -> tuple[ToldFigure, ...]:
    """How the monitor named each figure of one of its sets of vitals.

    Asked only of what stands in the record: most messages become no reading.
    """
    of_then = _moments(readings).get(spoken.at, {})
    return tuple(
        ToldFigure(
            signal=Signal(name),
            code=_short(one.raw.code),
            label=_short(one.raw.label),
            system=_short(one.raw.system),
            mdc=one.raw.mdc,
            method=one.method.value,
            told_method=_short(one.raw.method),
            value=_short(one.raw.value),
            unit=_short("^".join(one.raw.unit)),
            at=one.at,
            at_from=one.time_from.value,
            equipment=_short(one.raw.equipment),
        )
        for name, one in of_then.items()
        if spoken.vitals.of(Signal(name)) is not None
    )


def _moments(readings: Iterable[Reading]) -> dict[datetime, dict[str, Reading]]:
    """The figure of each sign that counts, by the moment it was true."""
    valid = [one for one in readings if one.is_valid]
    sets: dict[datetime, dict[str, Reading]] = {}
    for one in valid:
        if one.measure is None or one.measure.column not in _VITALS:
            continue
        moment = sets.setdefault(_moment(one, valid), {})
        rival = moment.get(one.measure.column)
        if rival is None or _rank(one) <= _rank(rival):  # of equals, what was told last
            moment[one.measure.column] = one
    return sets


def _short(told: str) -> str:
    """What a sender says, as every database can keep it; the raw message has it all."""
    return "".join(letter for letter in told.strip("^ ") if letter.isprintable())[:_LONGEST]


def _is_of_a_cuff(one: Reading) -> bool:
    """Whether a cuff measured it and said when, so that it is known when it is sent again.

    Some monitors stamp an old pressure with the time of the rest; that is no time of its own.
    """
    return one.method is Method.CUFF and one.time_from is TimeFrom.OBSERVATION


def _moment(one: Reading, among: list[Reading]) -> datetime:
    """When it counts: a diastolic or mean at the time of the systolic it belongs to."""
    if one.measure not in _FOLLOWS_THE_SYSTOLIC:
        return one.at
    within = timedelta(seconds=monitor_codes().pressure.seconds)
    near = [
        each.at
        for each in among
        if each.measure is Measure.SYSTOLIC_MMHG
        and each.method is one.method
        and abs(each.at - one.at) <= within
    ]
    return min(near, key=lambda at: abs(at - one.at), default=one.at)


def _rank(one: Reading) -> int:
    return monitor_codes().preferred.methods.index(one.method)
