"""What is still open beside the dose, and what it holds: going on, leaving, closing."""

from daybreak.care.findings import Finding
from daybreak.care.plan.adjuncts import adjunct_rules, unsigned
from daybreak.care.session.events import event_gates, event_rules
from daybreak.care.session.rescue import open_rescues, rescue_rules
from daybreak.records.reads.session import Visit


def under_way(seen: Visit) -> tuple[Finding, ...]:
    """Each rescue that nobody has ended: no dose begins or goes on over it, and nobody leaves."""
    return open_rescues([each.rescue for each in seen.beside.rescues], rescue_rules())


def before_closing(seen: Visit) -> tuple[Finding, ...]:
    """Everything beside the dose that keeps a session from being closed."""
    beside = seen.beside
    return (
        *under_way(seen),
        *unsigned(beside.given, adjunct_rules()),
        *event_gates(
            [each.event for each in beside.events],
            seen.protocol.route,
            event_rules(),
            seen.chair.symptom_list,
        ),
    )
