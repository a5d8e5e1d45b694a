"""Every rating scale: what it asks, how it is scored, and whose words they are."""

from daybreak.care.catalogue.reading import every, files
from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Flag, Item, Ship
from reference_pages import examples
from reference_pages.markdown import (
    NONE,
    code,
    codes,
    heading,
    paragraphs,
    slug,
    source,
    table,
    words,
)

SHIPS = {
    Ship.YES: "the wording is here",
    Ship.OURS: "the wording is here; we wrote it",
    Ship.PACK: "the wording is not here; a clinic loads it",
    Ship.NO: "the wording is not here; a clinic needs its own licence",
}


def page() -> str:
    scales = every("scales", Scale)
    return paragraphs(
        heading(1, "Scales"),
        "From `catalogue/scales`. Where a scale's wording may not be given out, its scorer and its "
        "bands are here and its items carry labels of ours for what they measure. A stored score "
        "keeps the version of the file it was made with. The examples are run as tests.",
        table(
            ("scale", "name", "answered by", "total", "better is", "wording"),
            [
                [
                    f"[{words(scale.short)}](#{slug(scale.short)})",
                    words(scale.name),
                    scale.rater.value,
                    f"{scale.least} to {scale.most}" if scale.most is not None else NONE,
                    scale.better.value,
                    SHIPS[scale.licence.ship],
                ]
                for scale in scales
            ],
        ),
        *(_scale(scale) for scale in scales),
    )


def _scale(scale: Scale) -> str:
    return paragraphs(
        heading(2, words(scale.short)),
        words(f"{scale.name}. {scale.note}"),
        _facts(scale),
        table(("item", "answers", "what it measures", ""), [_item(item) for item in scale.item]),
        _bands(scale),
        table(
            ("flag", "when", "source"),
            [[code(flag.flag), _when(flag), source(flag.source)] for flag in scale.flag],
        ),
        examples.of_scale(scale.id),
    )


def _facts(scale: Scale) -> str:
    rows = [
        ("id, version", f"{code(scale.id)}, {scale.version}"),
        ("asks about", words(scale.recall.words)),
        ("scorer", code(scale.scorer.value)),
        ("missing answers", _missing(scale)),
        ("response", _response(scale)),
        ("remission", _remission(scale)),
        ("change", _change(scale)),
        ("days between, at least", str(scale.least_days_between or NONE)),
        ("wording", _wording(scale)),
        ("owner", words(scale.licence.owner)),
        ("terms", f"{words(scale.licence.terms)}. {source(scale.licence.source)}"),
        ("obtain", words(scale.licence.obtain)),
        ("source", source(scale.source)),
    ]
    return table(("", ""), [row for row in rows if row[1] not in {"", NONE}])


def _missing(scale: Scale) -> str:
    if scale.missing is None:
        return NONE
    never = codes(scale.missing.never_prorate, none="")
    told = (
        f"up to {scale.missing.allowed} may be missing" if scale.missing.allowed else "none may be"
    )
    return f"{told}{f'; never {never}' if never else ''}. {source(scale.missing.source)}"


def _response(scale: Scale) -> str:
    if (found := scale.response) is None:
        return NONE
    told = f"{found.percent} % better" if found.percent else f"at most {found.at_most}"
    if found.partial_percent:
        told += f"; partial from {found.partial_percent} %"
    if found.substantial_percent:
        told += f"; substantial from {found.substantial_percent} %"
    if found.baseline_at_least is not None:
        told += f"; judged from a baseline of {found.baseline_at_least}"
    return f"{told}. {source(found.source)}"


def _remission(scale: Scale) -> str:
    if (found := scale.remission) is None:
        return NONE
    others = "".join(
        f" Elsewhere at most {other.at_most}: {source(other.source)}." for other in found.others
    )
    return f"at most {found.at_most}. {source(found.source)}.{others}"


def _change(scale: Scale) -> str:
    if (found := scale.change) is None:
        return NONE
    named = ("reliable", "meaningful", "substantial", "worsening")
    told = [f"{name} {getattr(found, name)}" for name in named if getattr(found, name) is not None]
    return f"points: {', '.join(told)}. {source(found.source)}"


def _wording(scale: Scale) -> str:
    languages = sorted(
        path.stem.removeprefix(f"{scale.id}-")
        for path in files("scales/wording")
        if path.stem.startswith(f"{scale.id}-") and _is_language(path.stem, scale.id)
    )
    return SHIPS[scale.licence.ship] + (f": {codes(languages)}" if languages else "")


def _is_language(stem: str, scale: str) -> bool:
    """`phq-9-es-us` is Spanish; another scale's name may begin with this one's."""
    rest = stem.removeprefix(f"{scale}-").split("-")
    return all(len(part) == 2 for part in rest)  # noqa: PLR2004 - language and country


def _item(item: Item) -> list[str]:
    notes = [
        "reversed" if item.reversed else "",
        "" if item.scored else "not in the total",
        f"{item.not_assessed}: not assessed" if item.not_assessed is not None else "",
        f"LOINC {item.loinc}" if item.loinc else "",
    ]
    told = ", ".join(note for note in notes if note)
    return [code(item.id), f"{item.least} to {item.most}", words(item.measures), told]


def _bands(scale: Scale) -> str:
    if scale.bands is None:
        return ""
    return paragraphs(
        table(
            ("band", "total"),
            [[band.name, f"{band.at_least} to {band.at_most}"] for band in scale.bands.band],
        ),
        f"Bands: {source(scale.bands.source)}.",
    )


def _when(flag: Flag) -> str:
    told = []
    if flag.item and flag.at_least is not None:
        told.append(f"item {code(flag.item)} is {flag.at_least} or more")
    if flag.item and flag.missing:
        told.append(f"item {code(flag.item)} has no answer")
    if flag.total_at_least is not None:
        told.append(f"the total is {flag.total_at_least} or more")
    return " and ".join(told)
