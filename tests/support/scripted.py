"""Visits for the whole reader in one thread: who comes, and which keys are pressed.

In the keys `P` stands for the four digits of the person's PIN and `W` for four wrong ones; at `~` nobody presses
anything until the reader stands at another place.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from firmware.visit.model import PIN_DIGITS
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.files import load_card
from tests.support.whole_reader import WholeReader

WRONG_PIN = "0000"  # no demo person has it
UNTIL_ELSEWHERE = "~"
PATIENCE_S = 300
"""Longer than a reader waits for anything."""


@dataclass(frozen=True, slots=True)
class Script:
    """One visit and how it ends when nothing goes wrong."""

    name: str
    person: str
    keys: str
    outcome: str


@dataclass(slots=True)
class Played:
    """What is known after a script was played."""

    card: VirtualCard
    submissions: int
    tries_before: int

    @property
    def tries_lost(self) -> int:
        """Tries that the card has fewer than before."""
        return self.tries_before - self.card.counters.auth_pin


def play(reader: WholeReader, script: Script, issued: Path, place: Path) -> Played:
    """Lay a fresh copy of the person's card down, press the keys, take the card if it still lies there."""
    file = place / f"{script.person}.card"
    shutil.copy(issued / "cards" / file.name, file)
    card = load_card(file)
    played = Played(card, 0, card.counters.auth_pin)
    reader.bench.insert(card)
    reader.run()
    for key in keys_of(script, issued):
        if reader.place == "idle":
            break
        visit = reader.conductor.visit
        if reader.place == "pin/entering" and visit.digits == PIN_DIGITS and key == "#" and not visit.menu:
            played.submissions += 1
        if key == UNTIL_ELSEWHERE:
            until_elsewhere(reader)
        else:
            reader.keys(key)
    if reader.bench.snapshot().card_present:
        reader.bench.remove()
    reader.run()
    return played


def until_elsewhere(reader: WholeReader) -> None:
    """Let time pass, second after second, until the reader stands at another place."""
    here = reader.place
    for _ in range(PATIENCE_S):
        reader.wait(1.0)
        if reader.place != here:
            return
    raise AssertionError(f"the reader still stands at {here}")


def keys_of(script: Script, issued: Path) -> str:
    """The keys with the person's digits in their place."""
    labels = json.loads((issued / "cards" / "labels.json").read_text())
    pin = next((person.get("pin") or "" for person in labels if person["id"] == script.person), "")
    return script.keys.replace("P", pin).replace("W", WRONG_PIN)
