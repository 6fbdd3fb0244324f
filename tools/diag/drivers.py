"""Which driver a PC/SC reader belongs to, by the files that pcscd itself reads; nobody is asked and nothing opened."""

import plistlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ExpatError

BUNDLES = Path("/usr/lib/pcsc/drivers")
SERIAL = Path("/etc/reader.conf.d")
_FRIENDLY = re.compile(r'^\s*FRIENDLYNAME\s+"?([^"\n]+?)"?\s*$', re.MULTILINE)
_LIBRARY = re.compile(r"^\s*LIBPATH\s+(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Driver:
    """A driver with the beginnings of the names of its readers."""

    name: str
    version: str
    readers: tuple[str, ...]


def installed_drivers(bundles: Path = BUNDLES, serial: Path = SERIAL) -> tuple[Driver, ...]:
    """All drivers of this machine; files that cannot be read are passed over."""
    found = [_bundle(path) for path in sorted(bundles.glob("*.bundle/Contents/Info.plist"))]
    found += [_serial(path) for path in sorted(serial.glob("*")) if path.is_file()]
    return tuple(driver for driver in found if driver is not None)


def driver_of(reader: str, drivers: Iterable[Driver]) -> Driver | None:
    """The driver whose name for a reader this one's begins with; the longest such name wins."""
    fitting = [(len(name), driver) for driver in drivers for name in driver.readers if reader.startswith(name)]
    return max(fitting, key=lambda found: found[0])[1] if fitting else None


def _bundle(path: Path) -> Driver | None:
    try:
        content = plistlib.loads(path.read_bytes())
    except (OSError, plistlib.InvalidFileException, ExpatError, ValueError):
        return None
    names = content.get("ifdFriendlyName", ())
    readers = (names,) if isinstance(names, str) else tuple(map(str, names))
    return Driver(path.parents[1].stem, str(content.get("CFBundleShortVersionString", "")), readers)


def _serial(path: Path) -> Driver | None:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    library = _LIBRARY.search(text)
    readers = tuple(_FRIENDLY.findall(text))
    return Driver(Path(library[1]).stem, "", readers) if library is not None and readers else None
