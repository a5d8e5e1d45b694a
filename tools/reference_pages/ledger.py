"""The ledger of controlled drugs: its moves, its figures, and why something is not written."""

from daybreak.care.ledger.entry import SHAPES
from daybreak.care.ledger.rules import LedgerRules, ledger_rules
from reference_pages.markdown import NONE, code, heading, paragraphs, source, table, words, yes


def page() -> str:
    rules = ledger_rules()
    return paragraphs(
        heading(1, "The ledger"),
        f"From {code(rules.id)} version {rules.version} and `care/ledger`. Every amount is in "
        "whole micrograms of one vial; every entry sums to nothing for each vial and is sealed "
        "to the one before. Nothing is changed or removed: what was wrong is taken back by an "
        "entry of "
        "its own. Examples, not validated, until a medical director adopts or edits them.",
        heading(2, "Moves"),
        table(
            ("move", "out of", "into", "witness", "reason", "document"),
            [
                [
                    code(move.value),
                    _kinds(shape.takes),
                    _kinds(shape.gives),
                    yes(shape.witnessed),
                    yes(shape.reasoned),
                    yes(shape.documented),
                ]
                for move, shape in SHAPES.items()
            ],
        ),
        heading(2, "Figures"),
        table(("", "", "source"), _figures(rules)),
        heading(2, "Why something is not written, or a session not closed"),
        f"Unless a row names its own: {source(rules.source)}.",
        table(
            ("id", "says", "what to do"),
            [[code(row.id), words(row.because), words(row.to_do)] for row in rules.refusal],
        ),
    )


def _kinds(kinds: frozenset[object]) -> str:
    return ", ".join(sorted(str(kind) for kind in kinds)) or NONE


def _figures(rules: LedgerRules) -> list[list[str]]:
    signing, count = rules.signing, rules.count
    return [
        ["who may sign", ", ".join(role.value for role in signing.roles), source(signing.source)],
        ["who may witness", ", ".join(role.value for role in signing.witness_roles), ""],
        ["signatures apart at most", f"{signing.witness_minutes_max} minutes", ""],
        ["over a vial's label", f"{rules.overfill.percent_max} %", source(rules.overfill.source)],
        [
            "a vial for several doses is used for",
            f"{rules.multi_dose.beyond_use_days} days",
            source(rules.multi_dose.source),
        ],
        [
            "a count opens a case from",
            f"over {count.volume_ul_max} µL, over {count.percent_max} %, or any closed vial",
            source(count.source),
        ],
        ["a case is escalated after", f"{count.escalate_hours} hours", ""],
        [
            "theft or significant loss",
            (
                f"told within {rules.loss.notify_business_days} business day, reported within "
                f"{rules.loss.report_days} days"
            ),
            source(rules.loss.source),
        ],
        [
            "inventory",
            (
                f"every {rules.inventory.years} years, said "
                f"{', '.join(map(str, rules.inventory.warn_days))} days before"
            ),
            source(rules.inventory.source),
        ],
        ["records are kept", f"{rules.retention.years} years", source(rules.retention.source)],
    ]
