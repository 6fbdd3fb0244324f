"""Whole visits of the face way, played on the product's own bench."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from firmware.screens import prompts
from hal.keypad import Key
from hal.virtual.actor import Cues, acting
from hal.virtual.client import BenchClient
from tools.bench.errors import BenchmarkError
from tools.bench.face.props import PERSON, Props
from tools.bench.processes import find_child
from tools.bench.product import KEY_S, LOOK_S, Product

CUES = Cues(prompts.TURN_LEFT, prompts.TURN_RIGHT, meanwhile=(prompts.TURN, prompts.HINT))
"""What the reader says to whoever stands before its camera."""

DRAWER = "tools.issue.main"
DRAWER_S = 10.0
CHILD_S = 30.0
CHANGE_S = 3.0
"""One person takes the card and the next one lays one down."""
FACE_CHILD = "firmware.face.child"
FACE_S = 60.0
"""Against hanging only: a person needs some seconds to turn the head and back."""

Steps = Mapping[str, float]

INTERVALS = (
    ("card seen to its print read", "card_seen", "print_read"),
    ("print read to photo out of the chip", "print_read", "photo_read"),
    ("photo read to photo loaded", "photo_read", "photo_loaded"),
    ("photo loaded to the question to turn (compared)", "photo_loaded", "turn_asked"),
    ("question to turn to matched (the person turns)", "turn_asked", "face_matched"),
    ("matched to signed by the card", "face_matched", "challenge_signed"),
    ("signed to identified", "challenge_signed", "identified"),
    ("consent to result", "consented", "result"),
)
"""Words for what happens between two steps of a visit."""


def quiet(product: Product) -> None:
    """Let wait what is no part of a device: the panel, and whoever draws for it. Raises BenchmarkError."""
    os.kill(product.child("tools.panel.main"), signal.SIGSTOP)
    deadline = time.monotonic() + DRAWER_S
    while True:
        try:
            os.kill(product.child(DRAWER), signal.SIGSTOP)
        except BenchmarkError:
            # It begins some time after the reader is ready, or has nothing to draw.
            if time.monotonic() > deadline:
                return
            time.sleep(LOOK_S)
        else:
            return


def change_persons(product: Product, gone: int | None) -> int:
    """Wait as long as the next person needs to come; the face child that stands by then, not the one that is gone.

    Raises BenchmarkError.
    """
    reader, deadline = product.child("firmware.reader.main"), time.monotonic() + CHILD_S
    while (pid := find_child(reader, FACE_CHILD)) in (None, gone):
        if time.monotonic() > deadline:
            raise BenchmarkError("no other face child was started after a visit")
        time.sleep(LOOK_S)
    time.sleep(CHANGE_S)
    return pid


def play(product: Product, bench: BenchClient, tray: BenchClient) -> None:
    """One visit with the face and consent to all. Raises BenchmarkError."""
    before = product.visits
    tray.insert(product.cards / f"{PERSON}.card")
    try:
        product.until("consenting/all", FACE_S)
        time.sleep(KEY_S)
        bench.press(Key("1"))
        product.until("done")
    finally:
        tray.remove()
    product.until_visits(before + 1)


CUES = Cues(prompts.TURN_LEFT, prompts.TURN_RIGHT, meanwhile=(prompts.TURN, prompts.HINT))


@contextmanager
def before_cameras(product: Product, bench: BenchClient, props: Props) -> Iterator[None]:
    """The card in the tray, and its holder, who turns the head when asked."""
    bench.show_film(props.card, "card_camera")
    with acting(product.sockets / "bench.sock", props.holder, CUES):
        yield


def machine_ms(steps: Steps) -> float:
    """Time in which the person waited for the machine: all but the turn of the head and the choice of consent. Pure."""
    return steps["turn_asked"] + steps["identified"] - steps["face_matched"] + steps["result"] - steps["consented"]


def between(steps: Steps, first: str, second: str) -> float:
    """Milliseconds between two steps. Pure."""
    return steps[second] - steps[first]
