"""The reader at work: its loop from the first picture to the signal that ends it."""

import asyncio
import signal

from firmware.reader.assembly import assemble
from firmware.reader.inbox import Inbox, StopAsked
from firmware.reader.opening import Opening
from firmware.reader.process import report_loop_fault
from firmware.reader.settings import Settings
from hal.build import Hardware


def serve(settings: Settings, hardware: Hardware, opening: Opening) -> None:
    """Serve until SIGTERM or SIGINT. Raises ConfigurationError, DeviceBlocked, WorkerBroken."""
    asyncio.run(_serve(settings, hardware, opening))


async def _serve(settings: Settings, hardware: Hardware, opening: Opening) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(report_loop_fault)
    inbox = Inbox(loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, inbox.post, StopAsked())
    app = assemble(settings, hardware, opening, inbox)
    await app.run()
