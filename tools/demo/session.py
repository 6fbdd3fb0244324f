"""One demo as the person at the terminal sees it: from the first step to the last process that ends."""

import asyncio
import signal
from dataclasses import dataclass
from pathlib import Path

from tools.demo.artefacts import SHEET, write_artefacts
from tools.demo.configs import LOOPBACK
from tools.demo.errors import ProcessFailed
from tools.demo.gain import Prospect, gain, gain_and_offer
from tools.demo.progress import Progress
from tools.demo.report import time_line
from tools.demo.run import Demo

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
"""128 + SIGINT, as a shell says it: ended before the visits were over."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the artefacts go, whether the demo stays after the visits, and the face way to be gained then (or None)."""

    root: Path
    json: Path | None
    stays: bool
    gains: Prospect | None = None


class Session:
    """Runs a demo once. The first Ctrl-C ends it in order; further ones change nothing."""

    def __init__(self, demo: Demo, wanted: Wanted, progress: Progress) -> None:
        self._demo = demo
        self._wanted = wanted
        self._progress = progress
        self._status = EXIT_INTERRUPTED

    async def run(self) -> int:
        """Start, play, stay where asked to, stop. Returns the exit status. Raises DemoError."""
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        work = asyncio.create_task(self._work(), name="demo")
        asked = asyncio.create_task(ended.wait(), name="asked to end")
        try:
            await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
        finally:
            for task in (work, asked):
                task.cancel()
            await asyncio.gather(work, asked, return_exceptions=True)
            await self._demo.stop()
            self._progress.end_line()
        return self._status

    async def _work(self) -> None:
        demo, say = self._demo, self._progress.say
        await demo.start()
        say(f"panel: {self._address}")
        played = await demo.play()
        if len(played) == 1 and played[0].summary is not None:
            say("\n".join(time_line(played[0].summary)))
        write_artefacts(self._wanted.root, self._wanted.json, demo.version, played, demo.album)
        say(f"screens, time line and JSON: {self._wanted.root / SHEET} and beside it")
        self._status = EXIT_FAILED if any(one.problems for one in played) else 0
        if self._wanted.stays:
            await demo.open_to_all()
            say(f"The reader is yours: open {self._address} in a browser. Ctrl-C ends everything.")
            await self._stay()
        elif self._wanted.gains is not None:
            await gain(self._wanted.gains, say)

    async def _stay(self) -> None:
        """Keep everything running, and make the face way complete meanwhile. Raises DemoError."""
        tasks = {
            asyncio.create_task(self._demo.stay(), name="stay"),
            asyncio.create_task(self._complete(), name="complete the face way"),
        }
        try:
            while tasks:
                done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _complete(self) -> None:
        """Gain the face way where that was wanted; draw who may stand before the cameras of the panel."""
        demo, say = self._demo, self._progress.say
        if self._wanted.gains is not None:
            await gain_and_offer(demo, self._wanted.gains, say)
        if demo.offers_face:
            say("Who can stand before the cameras is drawn for the panel in the background, in some minutes.")
            try:
                await demo.furnish()
            except ProcessFailed as error:
                say(f"Not everybody is drawn: {error}")
            else:
                say("Everybody is drawn.")

    @property
    def _address(self) -> str:
        return f"http://{LOOPBACK}:{self._demo.panel_port}/"
