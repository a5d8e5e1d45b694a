"""A session by any route, walked through its acts: what each way in does between start and end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from clinic import NOON, Clinic
from daybreak.actions import session as act
from daybreak.actions.journal import add
from daybreak.care.catalogue.giving import Kind
from daybreak.care.catalogue.protocol import Protocol, protocol, protocols
from daybreak.care.quantities import Mass
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import Stage
from daybreak.records.models import Plan
from visiting import Visiting, visiting

SHIPPED = tuple(dict.fromkeys(each.id for each in protocols()))
KILOGRAMS = 80
WHOLE_MG = {"esketamine-trd": 56, "esketamine-mdd-si": 84}  # of a first session


class Routed(Visiting):
    """One session by the route of its protocol, as when nothing goes wrong."""

    @property
    def kind(self) -> Kind:
        return self.seen.way.kind

    def until(self, stage: Stage) -> "Routed":
        super().until(stage)
        return self

    def prepare(self, **changed: Any) -> act.Drawn:
        if self.kind is Kind.DEVICES:
            told: dict[str, Any] = {
                "product": "Esketamine nasal spray, 28 mg",
                "lot": "SPRAY7",
                "expires_on": date(2027, 6, 30),
                "devices": self.whole_devices,
                "answers": self.answers(Stage.PREPARED),
            }
            return act.prepare(**self.nurse(), **{**told, **changed})
        bag = {} if self.kind is Kind.PUMP else {"diluent_ul": None, "bag": "added"}
        return super().prepare(**{**bag, **changed})

    @property
    def whole_devices(self) -> int:
        """How many devices the order is."""
        plan, limits = self.seen.plan, self.seen.protocol.devices
        assert plan is not None
        assert plan.ordered.in_devices is not None
        assert limits is not None
        return plan.ordered.in_devices.micrograms // Mass.mg(limits.device_mg).micrograms

    def check(self, dose_ug: int = 0, rate_ul_per_h: int = 0) -> act.Checked:
        made = self.seen.prepared
        assert made is not None
        rate = made.computed.rate
        return act.check_dose(
            **self.second(),
            dose_ug=dose_ug or made.computed.dose.micrograms,
            rate_ul_per_h=rate_ul_per_h or (rate.microlitres_per_h if rate else 0),
            devices=self.whole_devices if self.kind is Kind.DEVICES else None,
        )

    def start(self, rate_ul_per_h: int = 0, **changed: Any) -> act.PumpTold:
        made = self.seen.prepared
        if not rate_ul_per_h and made is not None and made.computed.rate is not None:
            rate_ul_per_h = made.computed.rate.microlitres_per_h
        sites = {"site": self.seen.way.sites[0]} if self.seen.way.sites else {}
        return super().start(rate_ul_per_h, **{**sites, **changed})

    def _ended(self) -> None:
        match self.kind:
            case Kind.PUMP:
                self._runs_in()
            case Kind.DEVICES:
                for number in range(2, self.whole_devices + 1):
                    self.clinic.clock.forward(minutes=5)
                    act.give_device(**self.nurse(), number=number)
            case Kind.HELD:
                self.clinic.clock.forward(minutes=11)
                act.end_hold(**self.nurse(), how="swallowed")
            case Kind.SPRAYED:
                self.clinic.clock.forward(minutes=15)
                self.end(shown_ul=None)
            case Kind.INJECTED | Kind.SWALLOWED:
                pass  # it was over with its start

    def _runs_in(self) -> None:
        made = self.seen.prepared
        assert made is not None
        assert made.computed.minutes is not None
        for _ in range(made.computed.minutes // 15):
            self.clinic.clock.forward(minutes=15)
            self.measure(systolic_mmhg=138)
        self.clinic.clock.forward(minutes=made.computed.minutes % 15)
        self.end(shown_ul=made.contents.volume.microlitres)

    def _recovered(self) -> None:
        while (clock := recovery_clock(self.seen.chair)) and not clock.has_passed(self.now):
            self.clinic.clock.now = min(clock.ends_at, self.now + timedelta(minutes=30))
            self.measure()
        self.assess()


def routed(
    clinic: Clinic, protocol_id: str, *, starts_at: datetime = NOON, **ordered: Any
) -> Routed:
    """Somebody booked for then whose plan is what the protocol begins with."""
    way = protocol(protocol_id)
    booked = visiting(
        clinic, starts_at=starts_at, protocol=protocol_id, treated_for=way.indications[0]
    )
    with booked.somebody.written():
        add(Plan(course_id=booked.somebody.course, **{**dict(_usual(way)), **ordered}))
    return Routed(booked.somebody, booked.session)


def _usual(way: Protocol) -> Iterator[tuple[str, Any]]:
    yield from (("basis", "actual"), ("weight_g", KILOGRAMS * 1000), ("findings", "[]"))
    yield from (("basis_weight_g", KILOGRAMS * 1000), ("sessions", 6))
    yield "minutes", way.minutes.usual if way.minutes else 0
    if way.weighted is None:
        yield from (("dose_ug_per_kg", 0), ("dose_ug", WHOLE_MG[way.id] * 1000))
        return
    per_kg = int(way.weighted.start_mg_per_kg * 1000)
    yield from (("dose_ug_per_kg", per_kg), ("dose_ug", per_kg * KILOGRAMS))
