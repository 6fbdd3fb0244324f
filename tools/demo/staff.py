"""The member of staff of the demo, added and removed as an administrator would: with the reader's own command."""

import asyncio
import sys
from pathlib import Path

STAFF_ID = "4071"
PASSCODE = "83920461"
"""Of an account that exists only while a script plays, on virtual hardware."""


async def set_account(config: Path, there: bool) -> str:
    """Add the account or remove it; what went wrong in the command's own words, empty when nothing did."""
    command = ("staff", "add" if there else "remove", STAFF_ID, "--config", str(config))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "firmware.reader.main",
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate(f"{PASSCODE}\n".encode())
    if process.returncode == 0:
        return ""
    return said.decode(errors="replace").strip() or f"the reader's command ended with {process.returncode}"
