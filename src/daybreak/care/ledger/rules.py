"""The figures and words by which a ledger is kept, as a clinic's director adopts them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Formatter

from daybreak.care.catalogue.reading import Misfit, files, read
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.team.roles import Role


@dataclass(frozen=True, slots=True)
class Signing:
    """Who may sign and witness, and how many minutes the two may lie apart."""

    roles: tuple[Role, ...]
    witness_roles: tuple[Role, ...]
    witness_minutes_max: int
    source: Source


@dataclass(frozen=True, slots=True)
class Overfill:
    percent_max: int
    source: Source


@dataclass(frozen=True, slots=True)
class MultiDose:
    """How many days an opened vial for several doses may be used."""

    beyond_use_days: int
    source: Source


@dataclass(frozen=True, slots=True)
class Counting:
    """How far a count may be off before it opens a case, and how soon the case is escalated."""

    volume_ul_max: int
    percent_max: int
    escalate_hours: int
    source: Source


@dataclass(frozen=True, slots=True)
class Losses:
    """When a theft or significant loss is told, from its discovery."""

    notify_business_days: int
    report_days: int
    source: Source


@dataclass(frozen=True, slots=True)
class Inventory:
    """How often everything is inventoried, and how many days before that is said."""

    years: int
    warn_days: tuple[int, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Retention:
    years: int
    source: Source


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not written, in words with places for the figures."""

    id: str
    because: str
    to_do: str
    source: Source | None = None


# Every refusal the code gives, with the figures its words may name. A file needs a row for each.
REFUSALS: Mapping[str, frozenset[str]] = {
    "ledger-unbalanced": frozenset({"vial", "off"}),
    "ledger-negative": frozenset({"account", "vial", "held", "asked"}),
    "ledger-accounts": frozenset({"move", "account"}),
    "ledger-nothing": frozenset(),
    "ledger-witness": frozenset({"move"}),
    "ledger-same-person": frozenset(),
    "ledger-escort": frozenset(),
    "ledger-role": frozenset(),
    "ledger-licence": frozenset(),
    "ledger-witness-late": frozenset({"minutes", "most"}),
    "ledger-reason": frozenset({"move"}),
    "ledger-document": frozenset({"move"}),
    "ledger-vial-unknown": frozenset({"vial"}),
    "ledger-vial-twice": frozenset({"vial"}),
    "ledger-expired": frozenset({"vial", "lot", "day"}),
    "ledger-quarantined": frozenset({"lot"}),
    "ledger-recalled": frozenset({"lot"}),
    "ledger-beyond-use": frozenset({"vial", "day", "days"}),
    "ledger-one-session": frozenset({"vial", "session"}),
    "ledger-devices": frozenset({"vial", "device"}),
    "ledger-two-places": frozenset({"vial"}),
    "ledger-overfill": frozenset({"vial", "over", "percent"}),
    "ledger-correction": frozenset(),
    "ledger-session": frozenset({"move"}),
    "ledger-other-session": frozenset({"account", "session"}),
    "ledger-variance": frozenset({"vial"}),
    "ledger-left": frozenset({"left"}),
    "ledger-delivered": frozenset({"ledger", "chart"}),
    "ledger-open-vial": frozenset({"vial", "held"}),
    "ledger-case": frozenset({"amount"}),
    "ledger-lot": frozenset({"form", "ledger"}),
    "ledger-count-same-person": frozenset(),
    "ledger-count-apart": frozenset({"vial", "one", "other"}),
    "ledger-count-missing": frozenset({"vial"}),
    "ledger-count-differs": frozenset({"vial", "counted", "held"}),
    "ledger-inventory": frozenset({"due"}),
}


@dataclass(frozen=True, kw_only=True)
class LedgerRules:
    """All of it, of one version."""

    id: str
    version: int
    source: Source
    signing: Signing
    overfill: Overfill
    multi_dose: MultiDose
    count: Counting
    loss: Losses
    inventory: Inventory
    retention: Retention
    refusal: tuple[Refusal, ...]

    def __post_init__(self) -> None:
        known = [row.id for row in self.refusal]
        if lacking := sorted(set(REFUSALS) - set(known)):
            raise Misfit("refusal", f"there is no row for {', '.join(lacking)}")
        for index, row in enumerate(self.refusal):
            if row.id not in REFUSALS or known.count(row.id) > 1:
                raise Misfit(f"refusal[{index}].id", f"{row.id!r} is unknown, or stands twice")
            places = {name for _, name, _, _ in Formatter().parse(row.because + row.to_do) if name}
            if strangers := sorted(places - REFUSALS[row.id]):
                raise Misfit(f"refusal[{index}].because", f"no figure {', '.join(strangers)} here")
        if not 0 < self.loss.notify_business_days <= self.loss.report_days:
            raise Misfit("loss.report_days", "a loss is told first and reported afterwards")

    @cached_property
    def by_id(self) -> Mapping[str, Refusal]:
        return {row.id: row for row in self.refusal}

    def refused(self, id: str, *, level: Status = Status.HOLD, **figures: object) -> Finding:  # noqa: A002 - as in the file
        """One refusal in its words."""
        row = self.by_id[id]
        return Finding(
            rule=id,
            level=level,
            because=row.because.format(**figures),
            source=row.source or self.source,
            to_do=row.to_do.format(**figures),
        )


def ledger_rules(*, overlay: Path | None = None) -> LedgerRules:
    """The rules in their highest version, a clinic's own folder included."""
    found = [
        read(path, LedgerRules)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("ledger")
    ]
    return max(found, key=lambda each: each.version)
