"""How much was given where no pump runs: whole devices, or all of it unless less was noted."""

from collections.abc import Iterable

from daybreak.care.quantities import Mass, Volume
from daybreak.care.session.devices import Devices
from daybreak.care.session.dose_given import Given, Prepared, PumpReading


def given_in_devices(prepared: Prepared, devices: Devices) -> Given:
    """The drug of the devices that were used up, never more than was prepared."""
    share = prepared.volume.microlitres * len(devices.used)
    volume = min(Volume(share // devices.count), prepared.volume)
    drug = min(devices.given, prepared.drug)
    return _as_written(prepared, volume, drug, devices)


def given_whole(prepared: Prepared, shown: Iterable[PumpReading]) -> Given:
    """All of it; where somebody wrote down how much it was, as the last of them says."""
    last = max(shown, key=lambda each: each.at, default=None)
    volume = min(last.shown, prepared.volume) if last else prepared.volume
    return _as_written(prepared, volume, prepared.drug_in(volume))


def _as_written(
    prepared: Prepared, volume: Volume, drug: Mass, devices: Devices | None = None
) -> Given:
    """Nothing is calculated by a clock here: what was written down is all there is."""
    return Given(
        volume=volume,
        drug=drug,
        by_clock=volume,
        left=Mass(prepared.drug.micrograms - drug.micrograms),
        is_calculated=False,
        findings=devices.findings if devices else (),
    )
