"""Keys, persons and cards: issued once for a day, copied fresh for every run, more of a kind where a script asks."""

import asyncio
import hashlib
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from firmware.japan import day_in_japan
from hal.virtual.props import StandName
from tools.demo.child import last_line
from tools.demo.errors import ProcessFailed
from tools.demo.layout import Layout
from tools.demo.plan import DIES_WITH_SUPERVISOR
from tools.demo.provision import run_aloud
from tools.demo.script import Script

LAST_IN_TURN = ("nice", "-n", "19")

DRAWN = "films drawn"
"""How the issuer's last line about films ends."""

ISSUED_FROM = ("persons/*.toml", "persons/photos/*.jp2", "cards/*.toml", "policies/*.toml")
"""Files of the configuration that decide what is issued."""


class Label(msgspec.Struct, frozen=True):
    """A person's card as the issuer lists it; the fields that matter here."""

    id: str
    kind: str


def fingerprint(version: str, day: str, region: str, device: str, config: Path) -> str:
    """Names what would be issued: the same name, the same kind of material."""
    digest = hashlib.sha256("\n".join((version, day, region, device)).encode())
    for pattern in ISSUED_FROM:
        for path in sorted(config.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def today() -> str:
    """The day in Japan, as the issuer wants it."""
    return day_in_japan(datetime.now(UTC)).isoformat()


def assign(scripts: Sequence[Script], labels: Iterable[Label]) -> tuple[list[str], dict[str, list[str]]]:
    """Who comes in each script: an id each, nobody twice; and whom to issue besides (by whom they are like). Pure.

    Raises KeyError with the kind when no person is of the kind that a script asks for.
    """
    first = {label.kind: label.id for label in reversed(list(labels))}
    used: Counter[str] = Counter()
    ids: list[str] = []
    more: dict[str, list[str]] = {}
    for script in scripts:
        like = first[script.person]
        used[like] += 1
        fresh = like if used[like] == 1 else f"{like}-{used[like]}"
        if fresh != like:
            more.setdefault(like, []).append(fresh)
        ids.append(fresh)
    return ids, more


class Office:
    """Lets `uketsuke-issue` work; its output goes to a log."""

    def __init__(self, layout: Layout, python: str) -> None:
        self._layout = layout
        self._python = python
        self._issued = layout.root / "issued"
        self._stamp = layout.root / "issued.stamp"

    def is_fresh(self, name: str) -> bool:
        """Whether what lies there is what `name` (a fingerprint) stands for."""
        return self._issued.is_dir() and self._stamp.is_file() and self._stamp.read_text() == name

    async def issue(self, name: str, day: str, region: str) -> None:
        """Make everything anew. Raises ProcessFailed."""
        self._stamp.unlink(missing_ok=True)
        shutil.rmtree(self._issued, ignore_errors=True)
        arguments = ("--date", day, "--region", region, "--device", self._layout.device)
        await self._run("demo", "--out", str(self._issued), *arguments)
        self._stamp.write_text(name)

    def unpack(self) -> None:
        """A fresh copy for this run: full counters, an empty register, an empty outbox."""
        shutil.rmtree(self._layout.state, ignore_errors=True)
        shutil.copytree(self._issued, self._layout.state)

    def labels(self) -> list[Label]:
        """The persons there are."""
        return msgspec.json.decode((self._layout.cards / "labels.json").read_bytes(), type=list[Label])

    async def add(self, more: Mapping[str, Sequence[str]]) -> None:
        """Issue persons in the situation of others. Raises ProcessFailed."""
        for like, ids in more.items():
            await self._run("person", "--out", str(self._layout.state), "--like", like, "--as", *ids)

    async def draw(self, wanted: Mapping[StandName, Sequence[str]], say: Callable[[str], None]) -> None:
        """Draw the films of these persons that are not there yet, each one said before. Raises ProcessFailed."""
        for stand, persons in wanted.items():
            await self._draw(("--person", *persons, "--stands", stand), say)

    async def draw_everybody(self) -> None:
        """Draw all films of everybody, in minutes, and without taking time from anything else. Raises ProcessFailed."""
        await self._draw(("--all",), lambda _: None, LAST_IN_TURN)

    async def _draw(self, whose: Sequence[str], say: Callable[[str], None], turn: Sequence[str] = ()) -> None:
        layout, log = self._layout, self._layout.log("issue")
        into = ("--out", str(layout.state), "--into", str(layout.props))
        with log.open("a", encoding="utf-8") as out:

            def heard(line: str) -> None:
                print(line, file=out, flush=True)
                if not line.endswith(DRAWN):
                    say(f"      {line}")

            if not await run_aloud((*turn, self._python, "-m", "tools.issue.main", "props", *into, *whose), heard):
                raise ProcessFailed("issue", "could not draw what stands before the cameras", log, last_line(log))

    async def _run(self, *arguments: str) -> None:
        log = self._layout.log("issue")
        argv = (*DIES_WITH_SUPERVISOR, self._python, "-m", "tools.issue.main", *arguments)
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
        try:
            status = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if status != 0:
            raise ProcessFailed("issue", f"ended with status {status}", log, last_line(log))
