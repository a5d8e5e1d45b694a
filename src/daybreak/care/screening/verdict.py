"""What screening answers: the worst that was found, and all of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from daybreak.care.findings import Finding, Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status, every finding with the most worrying first, and what is not known.

    `ruleset` names the rules that were asked: id, version and a hash of their content.
    """

    status: Status
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]
    ruleset: str

    def joined(self, others: Iterable[Finding]) -> "Verdict":
        """This verdict with findings of another room, such as medicines or baseline tests.

        Raises:
            TypeError: one of them is an alarm of the chair, not a status.
        """
        together = (*self.findings, *others)
        return replace(self, status=worst(together), findings=in_order(together))


def level_of(finding: Finding) -> Status:
    """The status of a finding.

    Raises:
        TypeError: it is an alarm of the chair.
    """
    if not isinstance(finding.level, Status):
        raise TypeError(f"finding {finding.rule} carries {finding.level!r}, which is no Status.")
    return finding.level


def worst(findings: Iterable[Finding]) -> Status:
    """The heaviest status among findings; clear when there is none."""
    return max((level_of(each) for each in findings), default=Status.CLEAR)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The most worrying first; equals stay in the order of the table."""
    return tuple(sorted(findings, key=level_of, reverse=True))
