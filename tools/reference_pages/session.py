"""The stages of a session, drawn from the table that moves them."""

from daybreak.care.catalogue.route import routes
from daybreak.care.session.gates import Gate, session_gates
from daybreak.care.session.stages import NEXT, OVER, Stage, act_for, drawing, who_may
from reference_pages import examples
from reference_pages.markdown import code, codes, heading, paragraphs, source, table, words
from reference_pages.stage_drawing import PICTURE


def page() -> str:
    return paragraphs(
        heading(1, "The stages of a session"),
        f"From `NEXT` in `care/session/stages.py`. A session is in one of {len(Stage)} stages and "
        "moves only along the lines below; every step is an act with its own roles.",
        f"![The stages of a session and the steps between them]({PICTURE})",
        "A visit runs down the left. A dot joins a stage to a way out; where lines cross without "
        "a dot there is no step. The same as text for other tools:",
        f"```mermaid\n{drawing()}```",
        heading(2, "Steps"),
        table(("from", "to", "by the act", "who may"), _steps()),
        "Examples, run as tests:",
        examples.of_stages(),
        f"A session is over at {codes(stage for stage in Stage if stage in OVER)}.",
        heading(2, "Gates"),
        "The questions of the newest file of gates, with the step they stand before. A gate that "
        "nobody has answered is shut. The rules of [screening](screening.md) asked at check-in "
        "stand beside them.",
        *_gates(),
        heading(2, "Gates that weigh figures"),
        "These have no question of their own; what they look at is named in their sentence. "
        "Names in braces are filled in.",
        table(("gate", "says", "what opens it", "who"), _weighed()),
    )


def _steps() -> list[list[str]]:
    return [
        [
            code(here.value),
            code(to.value),
            code(act_for(here, to)),
            ", ".join(sorted(role.value for role in who_may(here, to))),
        ]
        for here in Stage
        for to in Stage
        if to in NEXT[here]
    ]


def _gates() -> list[str]:
    gates = session_gates()
    parts = [
        (
            f"From {code(gates.id)} version {gates.version}. {source(gates.source)}. "
            "An example, not validated, until a medical director adopts or edits it."
        )
    ]
    for stage in Stage:
        asked = [gate for gate in gates.gate if gate.before is stage]
        if asked:
            parts += [
                heading(3, f"Before {code(stage.value)}"),
                table(
                    ("gate", "question", "if no", "what to do", "opened by", "source"),
                    [_gate(gate) for gate in asked],
                ),
            ]
    return parts


def _gate(gate: Gate) -> list[str]:
    names = {route.id: route.name for route in routes()}
    only = ", ".join(names.get(route, route) for route in gate.only_routes)
    question = words(gate.question) + (f" (only {words(only)})" if only else "")
    who = ", ".join(role.value for role in gate.opened_by)
    return [
        code(gate.id),
        question,
        words(gate.if_no),
        words(gate.to_do),
        who,
        source(gate.source, session_gates().source),
    ]


def _weighed() -> list[list[str]]:
    return [
        [
            code(name),
            words(said.because),
            words(said.to_do),
            ", ".join(role.value for role in said.opened_by),
        ]
        for name, said in session_gates().words.items()
    ]
