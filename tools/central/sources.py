"""The files that feed the register and may change while the centre serves: persons, devices, revocation list."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from tools.central.errors import CentralError, StoreError
from tools.central.register import device_file, device_files, load_device, load_devices, load_persons
from tools.central.revocation import Revoked, load_revoked
from tools.central.settings import CentralSettings
from tools.central.store import Repository, fill_register

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int]


@dataclass(slots=True)
class Sources:
    """Looks at the files before every message (four stat calls) and reads what changed.

    A file that became unusable changes nothing: the last good contents stay in force and a code is logged once. What
    the register could not take is tried again.
    """

    settings: CentralSettings
    repository: Repository
    _stamps: dict[Path, Stamp | None] = field(default_factory=dict)
    _device_stamps: dict[Path, Stamp | None] = field(default_factory=dict)
    _revoked: Revoked = field(default_factory=lambda: Revoked({}))

    def load(self) -> None:
        """Read everything for the first time. Raises ConfigurationError, StoreError."""
        for path in self._watched():
            self._stamps[path] = _stamp(path)
        self._device_stamps = _device_stamps(self.settings.devices)
        self._revoked = load_revoked(self.settings.revoked)
        self._fill(self.settings.devices)
        self._fill(self.settings.persons)

    def revoked(self) -> Revoked:
        """The newest revocation list that could be read."""
        return self._revoked

    def refresh(self) -> None:
        """Read what changed since the last look. Raises nothing: see the class."""
        for path in self._watched():
            stamp = _stamp(path)
            if stamp == self._stamps.get(path):
                continue
            self._stamps[path] = stamp
            try:
                self._read(path)
                log.info("source.%s.read", path.name)
            except StoreError as error:
                self._stamps.pop(path)
                log.warning("source.%s.not_taken.%s", path.name, error.code)
            except CentralError as error:
                log.warning("source.%s.unusable.%s", path.name, type(error).__name__)

    def look_at(self, device: str) -> None:
        """Read the record of the one reader that is speaking, if it changed: it may have been blocked just now.

        A record that is gone changes nothing: to block a reader is to write so. Raises nothing.
        """
        path = device_file(self.settings.devices, device)
        stamp = _stamp(path)
        if stamp is None or stamp == self._device_stamps.get(path):
            return
        self._device_stamps[path] = stamp
        try:
            fill_register(self.repository, (load_device(path),), ())
            log.info("source.device.read")
        except StoreError as error:
            self._device_stamps.pop(path)
            log.warning("source.device.not_taken.%s", error.code)
        except CentralError as error:
            log.warning("source.device.unusable.%s", type(error).__name__)

    def look_closely(self) -> None:
        """Look into the directory of devices as well, where a device that was blocked changes one file only.

        Called now and then, because it costs a stat call for each device. Raises nothing.
        """
        stamps = _device_stamps(self.settings.devices)
        if stamps != self._device_stamps:
            self._device_stamps = stamps
            self._stamps.pop(self.settings.devices, None)
            self.refresh()

    def _watched(self) -> tuple[Path, ...]:
        return (self.settings.devices, self.settings.revoked, self.settings.persons)

    def _read(self, path: Path) -> None:
        if path == self.settings.revoked:
            self._revoked = load_revoked(path)
        else:
            self._fill(path)

    def _fill(self, path: Path) -> None:
        if path == self.settings.devices:
            fill_register(self.repository, load_devices(path), ())
        else:
            fill_register(self.repository, (), load_persons(path))


def _stamp(path: Path) -> Stamp | None:
    """What tells one version of a file from the next; None while it is away."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _device_stamps(directory: Path) -> dict[Path, Stamp | None]:
    """What tells one state of all devices' records from the next."""
    return {path: _stamp(path) for path in device_files(directory)}
