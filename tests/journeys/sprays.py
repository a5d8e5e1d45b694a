"""Esketamine in whole devices, by its pages."""

from journeys.chairside import stands_at
from journeys.colleague import Colleague


def has_them_in_hand(nurse: Colleague, name: str, *, devices: str, lot: str) -> None:
    """Counted, and read off the box."""
    stands_at(nurse, name)
    nurse.marks_all("section:has(#prepare-h)")
    nurse.types("Devices in hand", devices)
    nurse.types("Product", "Esketamine nasal spray, 28 mg")
    nurse.types("Lot", lot)
    nurse.types("Use by", "2027-11-30")
    nurse.presses("They are in hand")


def counts_alone(second: Colleague, name: str, *, devices: str, each_mg: str) -> None:
    """A second person comes to a number of their own, and reads what one device holds."""
    stands_at(second, name)
    second.types("How many devices", devices)
    second.types("Each holds", each_mg)
    second.presses("Send my figures")


def gives_the_first(nurse: Colleague, name: str) -> None:
    """Time-out; then the first device."""
    stands_at(nurse, name)
    nurse.marks_all("section:has(#start-h)")
    nurse.presses("Device 1 was given")
    nurse.sees("Started.")


def gives(nurse: Colleague, name: str, number: int) -> None:
    """One tap for a further device."""
    stands_at(nurse, name)
    nurse.presses(f"Device {number} given")
