"""What is taken from other systems and given to them: FHIR, HL7 v2, units."""

from daybreak.care.intake.record import WhyLeftOut
from daybreak.exchange.code_maps import measures, scales
from daybreak.exchange.fhir_bundle import POINTED_AT, READERS, TYPES
from daybreak.exchange.monitor_codes import monitor_codes
from reference_pages.markdown import NONE, code, codes, heading, paragraphs, source, table, words
from reference_pages.served import served


def page() -> str:
    return paragraphs(
        heading(1, "Exchange"),
        "What is read from other systems and what they may read here. Codes are in "
        "`catalogue/exchange`; translating is in `exchange`, which has no network.",
        heading(2, "FHIR R4 bundles that are imported"),
        f"Bundles of type {codes(sorted(TYPES))}. "
        "[Import records](../how-to/import-records.md) says how.",
        table(
            ("resource", "belongs to whoever is named in"),
            [[code("Patient"), NONE]]
            + [[code(kind), code(element)] for kind, (element, _) in READERS.items()],
        ),
        f"{codes(sorted(POINTED_AT))} are read where something points at them. "
        "Everything else is left out and said so.",
        heading(3, "Figures"),
        *_figures(),
        heading(3, "Questionnaires"),
        table(
            ("scale", "panel", "total", "items"),
            [
                [code(each.id), f"LOINC {each.panel}", f"LOINC {each.total}", str(len(each.items))]
                for each in scales().scale
            ],
        ),
        f"{source(scales().source)}.",
        heading(3, "Why something is left out"),
        table(
            ("reason", "stored as"), [[words(_spoken(why)), code(why.value)] for why in WhyLeftOut]
        ),
        heading(2, "FHIR R4 that is served"),
        "Under `/fhir/r4`, read only, in JSON; `metadata` says the same to programs. "
        "[Read by FHIR](../how-to/read-by-fhir.md) says how.",
        table(
            ("resource", "interactions", "search parameters"),
            [
                [
                    code(row.kind),
                    ", ".join(row.interactions),
                    codes(search.name for search in row.searches),
                ]
                for row in served()
            ],
        ),
        heading(2, "HL7 v2 from monitors"),
        "`ORU^R01` over MLLP. A code that is not listed is kept raw and never guessed. "
        "[Connect a monitor](../how-to/connect-a-monitor.md) says how.",
        *_monitors(),
    )


def _figures() -> tuple[str, str]:
    rows = [
        [
            code(row.id.value),
            words(row.name),
            ", ".join(row.loinc),
            f"{row.least} to {row.most}",
            source(row.range_source, measures().range_source),
        ]
        for row in measures().measure
    ]
    head = ("measure, in our unit", "name", "LOINC", "range", "source of the range")
    return table(head, rows), f"{source(measures().source)}."


def _spoken(why: WhyLeftOut) -> str:
    return why.name.replace("_", " ").lower()


def _monitors() -> tuple[str, str]:
    found = monitor_codes()
    rows = [
        [
            code(signal.measure.value),
            signal.method.value,
            ", ".join(map(str, signal.mdc)),
            "; ".join(
                f"{words(maker)} {', '.join(their)}" for maker, their in signal.maker.items()
            ),
        ]
        for signal in found.signal
    ]
    head = ("measure", "by", "ISO/IEEE 11073 numbers", "makers' own codes")
    return table(head, rows), f"{source(found.source)}."
