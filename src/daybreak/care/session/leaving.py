"""What is written down for whoever leaves against advice, and before any session is closed."""

from daybreak.care.findings import Finding
from daybreak.care.session.chair import Chair
from daybreak.care.session.gates import Answers, Gates
from daybreak.care.session.stages import Stage, entered


def early_leaving_gates(answers: Answers, chair: Chair, gates: Gates) -> tuple[Finding, ...]:
    """What is still to be done for someone who leaves against advice.

    Nobody is kept by force: these do not stop the person, they stop the session from being closed.
    """
    return gates.shut(Stage.LEFT_AMA, chair.profile.route, answers)


def closing_gates(answers: Answers, chair: Chair, gates: Gates) -> tuple[Finding, ...]:
    """Everything that keeps a session from being closed."""
    found = gates.shut(Stage.CLOSED, chair.profile.route, answers)
    if entered(chair.history, Stage.LEFT_AMA) is not None:
        found += early_leaving_gates(answers, chair, gates)
    return found
