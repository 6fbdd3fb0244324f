"""The face way of a fresh machine: its models are made while the demo stands, then the reader offers it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware.face.models.store import default_models
from tools.demo.face_way import IN_CHECKOUT, INSTALLED, NOT_MADE, WITHOUT_YUNET, FaceWay, ask_child, why_not
from tools.demo.layout import Layout
from tools.demo.provision import Workshop, make_models, run_aloud
from tools.demo.run import Demo

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Prospect:
    """The face way as it was found at the start, and where models are made."""

    way: FaceWay
    workshop: Workshop
    config: Path

    @property
    def why_not(self) -> str:
        """One line that says why it is not there and what to do; empty where it is there."""
        shop = self.workshop
        making = INSTALLED if shop.bootstrap is None else IN_CHECKOUT
        return "" if self.way.there else why_not(self.way, shop.models, shop.models_in, making)

    @property
    def can_be_made(self) -> bool:
        """Whether this machine can get by itself what it lacks."""
        return self.way.missing in NOT_MADE and self.workshop.bootstrap is not None


def workshop_of(layout: Layout, python: str, models: Path | None) -> Workshop:
    """Where the models of this demo are made; `models` where somebody named their directory."""
    chosen = default_models(layout.config.parent) if models is None else models
    bootstrap = layout.config.parent / "tools" / "bootstrap.sh"
    return Workshop(python, chosen, chosen.parent / "models-in", bootstrap if bootstrap.is_file() else None)


async def look(workshop: Workshop, config: Path, say: Say) -> Prospect:
    """Find out whether the face way is there; what was put there by hand meanwhile is installed first."""
    way = await asyncio.to_thread(ask_child, workshop.models, config)
    if way.missing in WITHOUT_YUNET and workshop.by_hand and await run_aloud(workshop.install(package=False), say):
        way = await asyncio.to_thread(ask_child, workshop.models, config)
    return Prospect(way, workshop, config)


async def gain(prospect: Prospect, say: Say) -> Prospect:
    """Make the models, each step said; how the face way is then."""
    say("Face models: installed and converted once, while everything else goes on.")
    if not await make_models(prospect.workshop, lambda line: say(f"  {line}")):
        say("The face models could not be made; the lines before this one say why. All other ways work.")
        return prospect
    found = await look(prospect.workshop, prospect.config, say)
    if not found.way.there:
        say(found.why_not)
    return found


async def gain_and_offer(demo: Demo, prospect: Prospect, say: Say) -> None:
    """`gain`, and let the running reader offer the face as soon as no card lies on it. Raises DemoError."""
    found = await gain(prospect, say)
    if found.way.there:
        await demo.gain_face(found.workshop.models)
        say("The reader offers the face now. Start the demo again to see such a visit played.")
