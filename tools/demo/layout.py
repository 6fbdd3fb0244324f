"""Where a demo keeps what: one directory, and a short one for sockets."""

import hashlib
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

import tools
from tools.demo.errors import ConfigurationMissing

# A unix socket's path has at most 107 bytes (unix(7)); this is the longest name the demo gives one.
SOCKET_PATH_BYTES = 107
LONGEST_SOCKET_NAME = "central.notify"


@dataclass(frozen=True, slots=True)
class Layout:
    """The directories of one demo. `config` is the product's configuration, `sockets` may lie outside `root`."""

    root: Path
    sockets: Path
    config: Path
    device: str

    @property
    def state(self) -> Path:
        """Keys, certificates, persons and cards, as `uketsuke-issue` makes them, and what the processes keep."""
        return self.root / "state"

    @property
    def cards(self) -> Path:
        """One virtual card file a person."""
        return self.state / "cards"

    @property
    def municipalities(self) -> Path:
        """The roots under which the card faces of the demo are signed."""
        return self.state / "ca" / "municipality"

    @property
    def props(self) -> Path:
        """Films of what stands before the cameras; they outlive the demo."""
        return self.root / "props"

    @property
    def logs(self) -> Path:
        """One log a process."""
        return self.root / "log"

    @property
    def files(self) -> Path:
        """Configurations written for this run."""
        return self.root / "run"

    @property
    def reader_state(self) -> Path:
        """Journal, visits and status of the reader."""
        return self.state / "readers" / self.device / "state"

    @property
    def bench_socket(self) -> Path:
        """The other side of the reader's virtual ports."""
        return self.sockets / "bench.sock"

    @property
    def link_socket(self) -> Path:
        """Between reader and link."""
        return self.sockets / "link.sock"

    def notify_socket(self, name: str) -> Path:
        """Where the process `name` says that it is ready."""
        return self.sockets / f"{name}.notify"

    def log(self, name: str) -> Path:
        """The log of the process `name`."""
        return self.logs / f"{name}.log"


def make_layout(root: Path, device: str) -> Layout:
    """The layout under `root`. Raises ConfigurationMissing where the product has no configuration."""
    root = root.resolve()
    return Layout(root, socket_directory(root), find_config(), device)


def socket_directory(root: Path) -> Path:
    """`root`/run, or a short directory of the same meaning where that would be too long for a socket."""
    near = root / "run"
    if len(str(near / LONGEST_SOCKET_NAME).encode()) <= SOCKET_PATH_BYTES:
        return near
    name = hashlib.sha256(str(root).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"uketsuke-{name}"


def find_config() -> Path:
    """The configuration of the checkout, else the installed one. Raises ConfigurationMissing."""
    checkout = Path(tools.__path__[0]).resolve().parent / "config"
    installed = Path(sysconfig.get_path("data")) / "share" / "uketsuke"
    for directory in (checkout, installed):
        if (directory / "demo.toml").is_file():
            return directory
    raise ConfigurationMissing(installed, "holds no demo.toml; install the product again")
