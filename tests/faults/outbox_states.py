"""What a disk may hold after a power cut: every prefix of a recorded run, with what was not synced yet lost in parts.

After the method of ALICE (Pillai and others, OSDI 2014): none, all, each alone missing, each alone there, random
choices, and the last write torn at a sector; names synced or not.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.outbox_trace import Name, Resize, Said, Step, Sync, SyncNames, Write

SECTOR = 512
"""What a disk writes as a whole, at the least."""

RANDOM_CHOICES = 4
MAX_SINGLES = 24
"""Of more unsynced writes than this, so many are tried alone and missing."""

Change = Write | Resize
Disk = dict[str, bytes]
"""Name → content."""


@dataclass(frozen=True)
class CrashState:
    """A disk after the cut, and the records that must be on it: exactly `before`, or exactly `after`."""

    disk: Disk
    before: frozenset[str]
    after: frozenset[str]


@dataclass
class _World:
    synced: dict[int, bytes] = field(default_factory=dict)
    unsynced: list[Change] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    synced_names: dict[str, int] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        match step:
            case Write() | Resize():
                self.unsynced.append(step)
            case Sync():
                mine = [change for change in self.unsynced if change.file == step.file]
                self.synced[step.file] = _apply(self.synced.get(step.file, b""), mine)
                self.unsynced = [change for change in self.unsynced if change.file != step.file]
            case Name(name=name, file=None):
                del self.names[name]
            case Name(name=name, file=int(file)):
                self.names[name] = file
            case SyncNames():
                self.synced_names = dict(self.names)

    def possibilities(self, source: random.Random) -> Iterator[tuple[list[Change], dict[str, int]]]:
        """What of the unsynced changes, and which names, a cut may leave."""
        names = [self.names] if self.names == self.synced_names else [self.names, self.synced_names]
        for choice in self._choices(source):
            for one in names:
                yield choice, one

    def disk(self, choice: list[Change], names: dict[str, int]) -> Disk:
        """The disk that such a cut leaves."""
        return {
            name: _apply(self.synced.get(file, b""), [change for change in choice if change.file == file])
            for name, file in names.items()
        }

    def _choices(self, source: random.Random) -> Iterator[list[Change]]:
        pending = self.unsynced
        yield list(pending)
        if not pending:
            return
        yield []
        if isinstance(last := pending[-1], Write) and len(last.data) > SECTOR:
            torn = last.data[: SECTOR * source.randrange(1, (len(last.data) - 1) // SECTOR + 1)]
            yield [*pending[:-1], Write(last.file, last.offset, torn)]
        if len(pending) < 2:
            return
        singles = range(len(pending))
        for index in singles if len(singles) <= MAX_SINGLES else source.sample(singles, MAX_SINGLES):
            yield pending[:index] + pending[index + 1 :]
            yield [pending[index]]
        for _ in range(RANDOM_CHOICES):
            yield [change for change in pending if source.random() < 0.5]


def crash_states(steps: list[Step], seed: int, share: float = 1.0) -> Iterator[CrashState]:
    """All states in the order of the run, or a random share of them."""
    source = random.Random(seed)
    world = _World()
    before: frozenset[str] = frozenset()
    after = before
    for index, step in enumerate(steps):
        if not isinstance(step, Said):
            world.take(step)
        elif step.line.startswith("begin"):
            after = _outcome(steps, index, before)
            continue
        else:
            # Nothing changed on the disk, but from here on more is promised.
            before = after
        for choice, names in world.possibilities(source):
            if source.random() < share:
                yield CrashState(world.disk(choice, names), before, after)


def _outcome(steps: list[Step], begin: int, inside: frozenset[str]) -> frozenset[str]:
    """What is inside when the step that begins here is done."""
    for step in steps[begin + 1 :]:
        if isinstance(step, Said):
            _, what, *names = step.line.split()
            if what == "put":
                return inside - set(names[1:]) | {names[0]}
            return inside - set(names) if what == "forget" else inside
    return inside


def _apply(content: bytes, changes: list[Change]) -> bytes:
    new = bytearray(content)
    for change in changes:
        if isinstance(change, Resize):
            new = new[: change.size].ljust(change.size, b"\0")
        else:
            # A file that was written beyond its end has zeros between.
            new = new.ljust(change.offset, b"\0")
            new[change.offset : change.offset + len(change.data)] = change.data
    return bytes(new)
