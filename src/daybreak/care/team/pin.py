"""What a PIN for the chair may be, and how often it may be tried.

A PIN says who of the team stands at a device that a colleague has opened; it is no password.
"""

from itertools import pairwise

from daybreak.care.errors import NotUnderstood

# All four are our choice. Six digits can be typed with one gloved hand; five tries leave room
# for a slip or two, and give somebody who guesses five in a million before the pause.
LEAST_DIGITS, MOST_DIGITS = 6, 8
TRIES = 5
PAUSE_MINUTES = 15

# Ways across a keypad and ends of pi that everybody thinks of first; our choice.
COMMON = frozenset({"147258", "159357", "159753", "258369", "147369", "258456", "314159"})


def check(pin: str) -> None:
    """Raise unless `pin` may be somebody's PIN.

    Raises:
        NotUnderstood: it is not made of six to eight digits, or it is among those that
            somebody who guesses tries first.
    """
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise NotUnderstood(
            "pin", f"A PIN is {LEAST_DIGITS} to {MOST_DIGITS} digits, and nothing else."
        )
    if _is_trivial(pin):
        raise NotUnderstood(
            "pin-trivial", "That PIN is guessed first. Take digits without a pattern."
        )


def _is_trivial(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    one_step = len(steps) == 1  # 111111, 123456, 987654, 890123, 246802
    again = any(pin == (pin[:n] * len(pin))[: len(pin)] for n in range(1, len(pin) // 2 + 1))
    few = len(set(pin)) < 3  # noqa: PLR2004 — two digits only, such as 112211
    return one_step or again or few or any(common in pin for common in COMMON)
