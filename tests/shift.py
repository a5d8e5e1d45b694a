"""A floor of chairs in real time: everybody is being dosed, each with a monitor of their own.

For whatever needs the processes as they run at work: the chair benchmark, and tests that kill them.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

NURSE_PASSWORD = "a floor of chairs in real time"  # of a clinic that is thrown away
BEGAN_BEFORE = timedelta(minutes=20)


@dataclass(frozen=True)
class Seat:
    """One chair: its session, who sits there, and the monitor that is paired with it."""

    chair: str
    session: str
    number: str
    device: str


@dataclass(frozen=True)
class Shift:
    """What a client of the house has to know of it."""

    nurse: str
    seats: tuple[Seat, ...]


def awake(folder: Path) -> None:
    """Wake the record of a folder in this process, empty if it is not there."""
    import os

    os.environ["DAYBREAK_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "daybreak.config.settings"
    from daybreak.cli.common import migrate, wake

    wake(must_exist=False)
    migrate()


def begun(folder: Path, *, chairs: int) -> Shift:
    """The shift of a folder; it is begun when there is none, which takes a second a chair."""
    kept = folder / "shift.json"
    if kept.exists():
        told = json.loads(kept.read_text())
        return Shift(told["nurse"], tuple(Seat(**each) for each in told["seats"]))
    awake(folder)
    shift = _begin(chairs)
    kept.write_text(json.dumps(asdict(shift)))
    return shift


def _begin(chairs: int) -> Shift:
    import clinic as clinics
    import treated
    import visiting as visits
    from daybreak.actions import session as act
    from daybreak.actions import team
    from daybreak.actions.journal import add
    from daybreak.care.session.stages import Stage
    from daybreak.care.team.roles import Role
    from daybreak.records.models import Account, Booking, Patient

    # Tests live on a day of their own; here it is today.
    now = datetime.now(UTC).replace(microsecond=0) - BEGAN_BEFORE
    for module in (clinics, treated, visits):
        setattr(module, "NOON", now)  # noqa: B010 - each has it from the first
    treated.OPENED = now - timedelta(days=30)
    house = clinics.open_clinic("Bench")
    seats = []
    for place in range(1, chairs + 1):
        house.clock.now = now
        chair = team.add_chair(**house.administrator, site=house.site, name=f"B{place}").chair
        visit = visits.visiting(house, starts_at=now)
        with visit.somebody.written() as journal:
            add(
                Booking(
                    session_id=visit.session,
                    site_id=house.site,
                    chair_id=chair,
                    starts_at=now,
                    ends_at=now + timedelta(hours=2),
                )
            )
            journal.changed(visit.session)
        visit.somebody.screened(at=now)  # today, though today may be minutes old
        visit.until(Stage.DOSING)
        device = f"00A03700{place:08X}"
        act.bind_device(**visit.nurse(), device=device)
        number = Patient.objects.get(id=visit.somebody.patient).number
        seats.append(Seat(f"B{place}", str(visit.session), number, device))
    nurse = Account.objects.get(id=house.actors[Role.NURSE].id)
    nurse.set_password(NURSE_PASSWORD)
    nurse.save()
    return Shift(nurse.email, tuple(seats))


def message(seat: Seat, number: int, at: datetime, *, cuff_at: datetime | None = None) -> bytes:
    """What a monitor says at `at`; its cuff's figures follow from when it measured."""
    time = at.astimezone(UTC).strftime("%Y%m%d%H%M%S.%f")[:-3] + "+0000"
    beat = 70 + number % 20
    lines = [
        (
            f"MSH|^~\\&|MON^{seat.device}^EUI-64|BENCH|DAYBREAK|BENCH|{time}||ORU^R01^ORU_R01|"
            f"{seat.chair}-{number}|P|2.6|||AL|NE||UNICODE UTF-8"
        ),
        f"PID|1||{seat.number}^^^DAYBREAK^MR",
        f"PV1|1|O|INF^R1^{seat.chair}",
        f"OBR|1|{number}|{number}|182777000^monitoring of patient^SCT|||{time}",
        "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X",
        _obx(2, "147842^MDC_ECG_HEART_RATE", beat, "264864^MDC_DIM_BEAT_PER_MIN", time),
        _obx(3, "150456^MDC_PULS_OXIM_SAT_O2", 97 + number % 3, "262688^MDC_DIM_PERCENT", time),
        _obx(4, "151562^MDC_RESP_RATE", 14 + number % 3, "264928^MDC_DIM_RESP_PER_MIN", time),
        _obx(5, "151708^MDC_AWAY_CO2_ET", -999, "266016^MDC_DIM_MMHG", time),
    ]
    if cuff_at is not None:
        cuff = cuff_at.astimezone(UTC).strftime("%Y%m%d%H%M%S+0000")
        systolic = 120 + int(cuff_at.timestamp()) % 15
        lines += [
            _obx(6, "150021^MDC_PRESS_BLD_NONINV_SYS", systolic, "266016^MDC_DIM_MMHG", cuff),
            _obx(7, "150022^MDC_PRESS_BLD_NONINV_DIA", 78, "266016^MDC_DIM_MMHG", cuff),
            _obx(8, "150023^MDC_PRESS_BLD_NONINV_MEAN", 92, "266016^MDC_DIM_MMHG", cuff),
        ]
    return ("\r".join(lines) + "\r").encode()


def _obx(place: int, code: str, value: int, unit: str, time: str) -> str:
    return f"OBX|{place}|NM|{code}^MDC|1.1.1.{place}|{value}|{unit}^MDC|||||R|||{time}"
