"""What is known of one session: everything that was recorded at the chair, as it stands."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.care.catalogue.profile import Profile
from daybreak.care.findings import Alarm
from daybreak.care.session.stages import History, Stage, dose_began, dose_ended, stage_of
from daybreak.care.session.symptoms import Symptom, SymptomList
from daybreak.care.session.vitals import Reading, Vitals, latest
from daybreak.care.team.roles import Role


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Somebody saw an alarm, and did something about it.

    `channel` is the alarm's; `level` is how bad it was said to be when they saw it, so that
    a worse reading that arrives late is not taken for seen.
    """

    channel: str
    level: Alarm
    at: datetime
    by: UUID
    role: Role
    action: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # one look at a session is itself
class Chair:
    """One session as it is recorded. The order of readings, symptoms and so on does not matter.

    Corrections are already applied: what was taken back is not among the readings.
    `is_adopted` says whether the site's director has taken the profile as its own; an example
    that nobody has adopted warns, but nobody is dosed under it. `counts_from` is when the first
    device was given, where that is later than the start: one that failed begins a dose to be
    watched, and no clock.
    """

    profile: Profile
    is_adopted: bool = False
    symptom_list: SymptomList
    history: History = ()
    readings: tuple[Reading, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = field(default=())
    counts_from: datetime | None = None

    @property
    def stage(self) -> Stage:
        return stage_of(self.history)

    @property
    def began(self) -> datetime | None:
        """When the dose was started, if it was."""
        return dose_began(self.history)

    @property
    def ended(self) -> datetime | None:
        """When the dose was over, if it is."""
        return dose_ended(self.history)

    @property
    def baseline(self) -> Vitals | None:
        """The newest figure of each signal shortly before the start; None before there is one."""
        if self.began is None:
            return None
        window_s = min(watch.every_s or 0 for watch in self.profile.before)
        return latest(
            self.readings, since=self.began - timedelta(seconds=window_s), until=self.began
        )

    def until(self, now: datetime) -> tuple[Reading, ...]:
        """The readings taken by `now`, in order of time. What a fast clock wrote ahead waits."""
        return tuple(
            sorted(
                (each for each in self.readings if each.at <= now),
                key=lambda each: (each.at, each.id, each.vitals.figures),
            )
        )
