"""The questions that stand before each step of a session. Unanswered is shut."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, newest
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.session.stages import NEXT, Stage
from daybreak.care.team.roles import Role

REACHED = frozenset(stage for onward in NEXT.values() for stage in onward)
Answers = Mapping[str, bool | None]  # by the id of the gate; missing is not answered


@dataclass(frozen=True, slots=True)
class Gate:
    """One yes-or-no question before a step. Without `only_routes` it is asked on every route."""

    id: str
    before: Stage
    question: str
    if_no: str
    to_do: str
    opened_by: tuple[Role, ...]
    only_routes: tuple[str, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of a gate that weighs more than one answer."""

    because: str
    to_do: str
    opened_by: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Gates:
    """One version of all gates of a session."""

    id: str
    version: int
    name: str
    source: Source
    gate: tuple[Gate, ...]
    words: Mapping[str, Words]

    def __post_init__(self) -> None:
        ids = [gate.id for gate in self.gate] + list(self.words)
        if twice := sorted({each for each in ids if ids.count(each) > 1}):
            raise ValueError(f"{', '.join(twice)} stands twice")
        for index, gate in enumerate(self.gate):
            if gate.before not in REACHED:
                why = f"no step leads to {gate.before.value!r}, so it would never be asked"
                raise Misfit(f"gate[{index}].before", why)

    def asked(self, before: Stage, route: str) -> tuple[Gate, ...]:
        """The questions before a step on this route, in their order."""
        return tuple(
            gate
            for gate in self.gate
            if gate.before is before and (not gate.only_routes or route in gate.only_routes)
        )

    def shut(self, before: Stage, route: str, answers: Answers) -> tuple[Finding, ...]:
        """Each question before a step that was answered no, or not at all."""
        return tuple(
            Finding(
                rule=gate.id,
                level=Status.HOLD,
                because=gate.if_no if answers.get(gate.id) is False else _unanswered(gate),
                to_do=gate.to_do,
                source=gate.source or self.source,
                unknown=() if answers.get(gate.id) is False else (gate.id,),
            )
            for gate in self.asked(before, route)
            if answers.get(gate.id) is not True
        )

    def says(
        self,
        rule: str,
        *,
        about: str = "",
        source: Source | None = None,
        unknown: tuple[str, ...] = (),
        overridable_by: tuple[Role, ...] = (),
        **figures: object,
    ) -> Finding:
        """A hold in the words of `rule`, with the figures filled in.

        `about` makes one of several alike, so that one can be signed for without the others.
        """
        words = self.words[rule]
        return Finding(
            rule=f"{rule}-{about}" if about else rule,
            level=Status.HOLD,
            because=words.because.format(**figures),
            to_do=words.to_do.format(**figures),
            source=source or self.source,
            unknown=unknown,
            overridable_by=tuple(role.value for role in overridable_by),
        )

    def opened_by(self, rule: str) -> tuple[Role, ...]:
        """Who may open a gate; nobody here, when it is none of the session's own."""
        if rule in self.words:
            return self.words[rule].opened_by
        return next((gate.opened_by for gate in self.gate if gate.id == rule), ())


def session_gates(*, overlay: Path | None = None) -> Gates:
    """The newest gates of a session, a clinic's own folder included."""
    return newest("profiles/gates", Gates, "session-gates", overlay=overlay)


def _unanswered(gate: Gate) -> str:
    return f"Not answered yet: {gate.question}"
