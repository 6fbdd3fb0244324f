"""Follows a file of lines that another process appends to and rotates to `<name>.1`."""

from pathlib import Path

# The files are rotated at 256 kB, so this is never reached by a healthy reader.
MAX_READ = 1_048_576


class Tail:
    """Gives the complete lines of a file that were not given yet; begins with those that are there already."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode = 0
        self._offset = 0

    def lines(self) -> list[bytes]:
        """New lines without their ends; none while the file is missing. Raises OSError for one that is unreadable."""
        try:
            stat = self._path.stat()
            inode, size = stat.st_ino, stat.st_size
        except FileNotFoundError:
            inode, size = 0, 0
        found: list[bytes] = []
        if inode != self._inode:
            found += self._rest_of_rotated()
            self._inode, self._offset = inode, 0
        elif size < self._offset:
            self._offset = 0
        if size > self._offset:
            found += self._read(self._path)
        return found

    def _rest_of_rotated(self) -> list[bytes]:
        if not self._inode:
            return []
        rotated = self._path.with_name(self._path.name + ".1")
        try:
            same = rotated.stat().st_ino == self._inode
        except FileNotFoundError:
            return []
        return self._read(rotated) if same else []

    def _read(self, path: Path) -> list[bytes]:
        with path.open("rb") as file:
            file.seek(self._offset)
            data = file.read(MAX_READ)
        # A line without its end is still being written; it is read again when it is whole.
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        return [line for line in whole.split(b"\n") if line]
