"""The stages and steps as a picture, drawn from the same table that moves a session."""

from daybreak.care.session.stages import NEXT, OVER, Stage

PICTURE = "session-stages.svg"

# A visit from top to bottom. Stages that are not here are doors: ways out, each with a lane.
ROUTE = (
    Stage.SCHEDULED,
    Stage.ARRIVED,
    Stage.CHECKED_IN,
    Stage.PRE_ASSESSED,
    Stage.PREPARED,
    Stage.DOSING,
    Stage.PAUSED,
    Stage.RECOVERY,
    Stage.DISCHARGE_ASSESSED,
    Stage.DISCHARGED,
    Stage.CLOSED,
)
DOORS = tuple(stage for stage in Stage if stage not in ROUTE)

WIDE, HIGH, STEP, LANE = 160, 34, 66, 136
LEFT, TOP, FIRST_LANE = 70, 20, 290
DOOR_WIDE = LANE - 26
STYLE = """
.box{fill:#fff;stroke:#33415c;stroke-width:1.5}
.over{fill:#e4e9f4}
.word{font:14px system-ui,sans-serif;fill:#16213a;text-anchor:middle}
.way{fill:none;stroke:#33415c;stroke-width:2;marker-end:url(#tip)}
.door{fill:none;stroke:#8a6d3b;stroke-width:1.2}
.tip{marker-end:url(#tip)}
.dot{fill:#8a6d3b}
@media (prefers-color-scheme:dark){.box{fill:#1d2536;stroke:#a9b8d6}.over{fill:#2f3b57}
.word{fill:#e8edf7}.way{stroke:#a9b8d6}.door{stroke:#d6b98a}.dot{fill:#d6b98a}}
"""
TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="context-stroke"/></marker></defs>'
)


def picture() -> str:
    """The whole table as SVG: every step of `NEXT` is drawn, and nothing else is."""
    size = f"{FIRST_LANE + LANE * len(DOORS)} {_row(ROUTE[-1]) + HIGH + TOP}"
    label = "The stages of a session and the steps between them"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img"'
    return "\n".join(
        (
            f'{head} aria-label="{label}">',
            f"<style>{STYLE}</style>",
            TIP,
            *(_step(here, to) for here in Stage for to in Stage if to in NEXT[here]),
            *(_box(stage) for stage in Stage),
            "</svg>\n",
        )
    )


def _row(stage: Stage) -> int:
    """The upper edge of a box. The doors stand in a row of their own before the last stage."""
    if stage in DOORS:
        return TOP + STEP * (len(ROUTE) - 1)
    number = ROUTE.index(stage)
    return TOP + STEP * (number + (number == len(ROUTE) - 1))


def _lane(door: Stage) -> int:
    return FIRST_LANE + LANE * DOORS.index(door) + DOOR_WIDE // 2


def _box(stage: Stage) -> str:
    wide = DOOR_WIDE if stage in DOORS else WIDE
    x = _lane(stage) - wide // 2 if stage in DOORS else LEFT
    kind = "box over" if stage in OVER else "box"
    y = _row(stage)
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{wide}" height="{HIGH}" rx="8"/>'
        f'<text class="word" x="{x + wide // 2}" y="{y + 22}">{stage.value}</text>'
    )


def _step(here: Stage, to: Stage) -> str:
    if here in ROUTE:
        drawn = _out(here, to) if to in DOORS else _along(here, to)
    else:
        drawn = _across(here, to) if to in DOORS else _home(here, to)
    return f"<g><title>{here.value} to {to.value}</title>{drawn}</g>"


def _along(here: Stage, to: Stage) -> str:
    """Down the way; back up, or past a stage, in a bow on its left."""
    if ROUTE.index(to) == ROUTE.index(here) + 1:
        return _path("way", f"M{LEFT + WIDE // 2} {_row(here) + HIGH} V{_row(to) - 1}")
    # Bows leave high; they arrive high from above and low from below, so that none meet.
    apart = -8 if ROUTE.index(to) > ROUTE.index(here) else 8
    start, end = _row(here) + HIGH // 2 - 8, _row(to) + HIGH // 2 + apart
    return _path("way", f"M{LEFT} {start} C{LEFT - 55} {start} {LEFT - 55} {end} {LEFT - 1} {end}")


def _out(here: Stage, door: Stage) -> str:
    """Along the row to the door's lane, where a dot joins them, and down to the door."""
    y, x = _row(here) + HIGH // 2, _lane(door)
    line = _path("door tip", f"M{LEFT + WIDE} {y} H{x} V{_row(door) - 1}")
    return f'{line}<circle class="dot" cx="{x}" cy="{y}" r="4"/>'


def _across(here: Stage, to: Stage) -> str:
    """From one door to another beside it."""
    y, half = _row(here) + HIGH // 2, DOOR_WIDE // 2
    side = 1 if _lane(to) > _lane(here) else -1
    return _path("door tip", f"M{_lane(here) + side * half} {y} H{_lane(to) - side * (half + 1)}")


def _home(here: Stage, to: Stage) -> str:
    """From a door to the end of the visit."""
    y = _row(to) + HIGH // 2
    return _path("door tip", f"M{_lane(here)} {_row(here) + HIGH} V{y} H{LEFT + WIDE + 1}")


def _path(kind: str, line: str) -> str:
    return f'<path class="{kind}" d="{line}"/>'
