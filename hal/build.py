"""Configuration in, drivers out.

A driver is imported only when it is chosen, so a missing library hurts only those who use it.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from hal.board import Board
from hal.camera import Camera, CameraRole
from hal.clock import Clock
from hal.display import Display
from hal.errors import SettingsError
from hal.keypad import Keypad
from hal.nfc import NfcReader
from hal.settings import CameraSettings, HardwareSettings
from hal.sound import Sound

if TYPE_CHECKING:
    from hal.virtual.bench import Bench
    from hal.virtual.remote import BenchServer

NFC = {"virtual": "hal.virtual.nfc:VirtualNfc", "pcsc": "hal.real.pcsc:PcscReader"}
DISPLAY = {"virtual": "hal.virtual.display:VirtualDisplay"}
KEYPAD = {"virtual": "hal.virtual.keypad:VirtualKeypad"}
CAMERA = {
    "virtual": "hal.virtual.remote_camera:RemoteCamera",
    "opencv": "hal.real.camera_opencv:OpencvCamera",
    "recording": "hal.real.camera_recording:RecordingCamera",
}
SOUND = {"virtual": "hal.virtual.sound:VirtualSound"}
BOARD = {"virtual": "hal.virtual.board:VirtualBoard"}
CLOCK = {"virtual": "hal.virtual.clock:VirtualClock", "system": "hal.real.clock:SystemClock"}

NO_HARDWARE = ("virtual", "recording")  # what needs nothing plugged in
VIRTUAL_PCSC_PREFIX = "Virtual PCD"  # the name that vsmartcard's driver gives its readers


@dataclass(frozen=True)
class Hardware:
    """The drivers of one reader; `bench` is None where no port is virtual.

    Its cameras are made by `build_camera`, in a process of their own: the process that sees PINs loads no library that
    works on pictures from outside.
    """

    nfc: NfcReader
    display: Display
    keypad: Keypad
    sound: Sound
    board: Board
    clock: Clock
    bench: "Bench | None"
    server: "BenchServer | None" = None

    def close(self) -> None:
        """Close every driver and the socket of the bench."""
        for device in (self.nfc, self.keypad, self.sound, self.display, self.server):
            if device is not None:
                device.close()


def build(settings: HardwareSettings, first: Callable[[Display], None] = lambda _: None) -> Hardware:
    """Make the drivers that the configuration names, but for the cameras; serve the bench where it gives a socket.

    The display comes first and is handed to `first` before any other driver is imported, so that a picture need not
    wait for libraries that have nothing to do with it.

    Raises SettingsError: a bench socket although a port is real, or a driver whose library is not installed. Raises
    OSError when the bench cannot be served, and what `first` raises.
    """
    if settings.bench and not all_virtual(settings):
        raise SettingsError("hardware.bench", "a bench can be served only where every port is virtual")
    bench = _bench(settings)

    def driver(port: str, table: dict[str, str]) -> Any:
        chosen = getattr(settings, port)
        make = _load(f"hardware.{port}.driver", table[chosen.driver])
        return make(bench, chosen) if chosen.driver == "virtual" else make(chosen)

    display = driver("display", DISPLAY)
    first(display)
    clock = driver("clock", CLOCK)
    return Hardware(
        nfc=driver("nfc", NFC),
        display=display,
        keypad=driver("keypad", KEYPAD),
        sound=driver("sound", SOUND),
        board=driver("board", BOARD),
        clock=clock,
        bench=bench,
        server=_serve(bench, settings.bench, clock),
    )


def build_camera(settings: HardwareSettings, role: CameraRole, clock: Clock) -> Camera:
    """Make one camera for a process of its own; nothing is opened before it is started.

    A virtual one looks through the socket of the bench that it names, else of the one that the reader serves. `clock`
    is this process's own: frames carry its monotonic time.

    Raises SettingsError: no such camera, no bench socket for a virtual one, or a library that is not installed.
    """
    chosen: CameraSettings | None = getattr(settings, role)
    if chosen is None:
        raise SettingsError(f"hardware.{role}", "is not configured")
    if chosen.driver != "virtual":
        return cast("Camera", _load(f"hardware.{role}.driver", CAMERA[chosen.driver])(chosen, clock, role))
    bench = chosen.device or settings.bench
    if not bench:
        raise SettingsError("hardware.bench", f"the virtual {role} is seen through it; name a socket")
    return cast("Camera", _load(f"hardware.{role}.driver", CAMERA[chosen.driver])(Path(bench), clock, role))


def all_virtual(settings: HardwareSettings) -> bool:
    """Whether no port touches hardware; the clock does not count, and PC/SC does with a virtual reader's name."""
    nfc = settings.nfc
    virtual_nfc = nfc.driver == "virtual" or nfc.reader.startswith(VIRTUAL_PCSC_PREFIX)
    return virtual_nfc and all(driver in NO_HARDWARE for driver in _drivers(settings))


def _drivers(settings: HardwareSettings) -> list[str]:
    """The chosen drivers of all ports but card reader and clock."""
    card_camera = [] if settings.card_camera is None else [settings.card_camera.driver]
    ports = (settings.display, settings.keypad, settings.sound, settings.board)
    return [*(port.driver for port in ports), settings.camera.driver, *card_camera]


def _bench(settings: HardwareSettings) -> "Bench | None":
    if "virtual" not in (settings.nfc.driver, settings.clock.driver, *_drivers(settings)):
        return None
    return cast("Bench", _load("hardware", "hal.virtual.bench:Bench")())


def _serve(bench: "Bench | None", path: str, clock: Clock) -> "BenchServer | None":
    if bench is None or not path:
        return None
    return cast("BenchServer", _load("hardware.bench", "hal.virtual.remote:serve")(bench, Path(path), clock))


def _load(path: str, target: str) -> Callable[..., Any]:
    module, _, name = target.partition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise SettingsError(path, f"its library is not installed: {error}") from error
    return cast("Callable[..., Any]", found)
