"""Where this reader's files are, by its configuration or by hand; a configuration that cannot be read is a finding."""

from dataclasses import dataclass
from pathlib import Path

from firmware.link.errors import LinkError
from firmware.link.settings import LinkSettings
from firmware.link.settings import load_settings as load_link
from firmware.reader.errors import ConfigurationError
from firmware.reader.settings import Settings
from firmware.reader.settings import load_settings as load_reader

READER_CONFIG = Path("/etc/uketsuke/reader.toml")
LINK_CONFIG = Path("/etc/uketsuke/link.toml")
STATE = Path("/var/lib/uketsuke/reader")


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of this machine's reader. A problem is the sentence why a configuration could not be read."""

    state: Path
    reader: Settings | None
    reader_problem: str
    link: LinkSettings | None
    link_problem: str

    @property
    def bench(self) -> Path | None:
        """The bench of a virtual reader."""
        named = self.reader.hardware.bench if self.reader is not None else ""
        return Path(named) if named else None

    @property
    def link_socket(self) -> Path | None:
        """Where link listens for the reader."""
        return Path(self.reader.reader.link_socket) if self.reader is not None else None

    @property
    def pcsc(self) -> bool:
        """Whether cards are read through PC/SC; also where that is not known."""
        return self.reader is None or self.reader.hardware.nfc.driver == "pcsc"


def find_site(reader_config: Path | None, link_config: Path | None, state: Path | None) -> Site:
    """Look where the files are; nothing is raised, for a shell must work where things are broken.

    Without `link_config` it is the file beside the reader's.
    """
    reader_path = reader_config or READER_CONFIG
    link_path = link_config or (reader_path.with_name(LINK_CONFIG.name) if reader_config else LINK_CONFIG)
    reader, reader_problem = _reader(reader_path)
    link, link_problem = _link(link_path)
    known = Path(reader.reader.state) if reader is not None else STATE
    return Site(state or known, reader, reader_problem, link, link_problem)


def _reader(path: Path) -> tuple[Settings | None, str]:
    try:
        return load_reader(path), ""
    except ConfigurationError as error:
        return None, str(error)


def _link(path: Path) -> tuple[LinkSettings | None, str]:
    try:
        return load_link(path), ""
    except (LinkError, OSError, UnicodeDecodeError) as error:
        return None, str(error)
