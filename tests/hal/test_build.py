import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from hal.build import VIRTUAL_PCSC_PREFIX, all_virtual, build, build_camera
from hal.camera import CameraRole
from hal.errors import DeviceMissing, SettingsError
from hal.real.clock import SystemClock
from hal.settings import ClockSettings, HardwareSettings
from hal.virtual.client import BenchClient


def settings(**hardware: object) -> HardwareSettings:
    return msgspec.convert(hardware, HardwareSettings)


def test_virtual_ports_share_one_bench_and_its_socket(tmp_path: Path) -> None:
    hardware = build(settings(bench=str(tmp_path / "bench")))
    with BenchClient(tmp_path / "bench") as client:
        client.touch(1, 2)
        assert hardware.keypad.read(timeout=1.0) is not None
    assert isinstance(hardware.clock, SystemClock)
    hardware.close()
    assert not (tmp_path / "bench").exists()


def test_the_display_is_handed_over_before_any_other_driver_is_made(mocker) -> None:
    order: list[str] = []

    def note(*_: object) -> None:
        order.append("nfc")

    mocker.patch("hal.virtual.nfc.VirtualNfc.__init__", note)
    hardware = build(settings(), first=lambda display: order.append(type(display).__name__))
    assert order == ["VirtualDisplay", "nfc"]
    assert hardware.display.size == (800, 480)


def test_a_bench_beside_a_real_port_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"hardware\.bench"):
        build(settings(bench=str(tmp_path / "bench"), nfc={"driver": "pcsc", "reader": "Some Reader"}))


def test_the_virtual_pcsc_reader_is_no_hardware() -> None:
    assert all_virtual(settings(nfc={"driver": "pcsc", "reader": f"{VIRTUAL_PCSC_PREFIX} 00 00"}))
    assert not all_virtual(settings(nfc={"driver": "pcsc"}))
    assert all_virtual(settings(clock={"driver": "virtual"}))


def test_a_missing_library_is_named_with_the_entry(mocker) -> None:
    mocker.patch("importlib.import_module", side_effect=ImportError("No module named 'smartcard'"))
    with pytest.raises(SettingsError, match=r"hardware.*not installed.*smartcard"):
        build(settings())


@pytest.mark.parametrize("module", ["hal", "hal.build", "hal.virtual.bench", "hal.virtual.client", "hal.card.profile"])
def test_importing_loads_no_heavy_library(module: str) -> None:
    heavy = "{'PIL', 'numpy', 'cv2', 'smartcard', 'cryptography', 'paho', 'aiohttp'}"
    program = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_the_reader_gets_no_camera_and_loads_no_library_for_one() -> None:
    program = (
        "import sys, msgspec; from hal.build import build; from hal.settings import HardwareSettings\n"
        "camera = {'driver': 'opencv', 'device': 'none'}\n"
        "hardware = build(msgspec.convert({'camera': camera, 'card_camera': camera}, HardwareSettings))\n"
        "print(sorted({'numpy', 'cv2'} & set(sys.modules)), hasattr(hardware, 'camera'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[] False"


def test_one_camera_for_a_process_of_its_own(tmp_path: Path) -> None:
    clock = SystemClock(ClockSettings())
    chosen = settings(bench=str(tmp_path / "bench"), card_camera={"driver": "virtual"})
    camera = build_camera(chosen, "card_camera", clock)
    with pytest.raises(DeviceMissing, match="card_camera"):
        camera.start()
    hardware = build(chosen)
    camera.start()
    assert hardware.bench is not None
    assert hardware.bench.snapshot().card_camera_running
    camera.close()
    assert not hardware.bench.snapshot().card_camera_running
    hardware.close()
    assert not (tmp_path / "bench").exists()
    recorded = settings(camera={"driver": "recording", "device": str(tmp_path / "none")})
    with pytest.raises(DeviceMissing, match="recording"):
        build_camera(recorded, "camera", clock).start()


@pytest.mark.parametrize(("role", "entry"), [("camera", r"hardware\.bench"), ("card_camera", r"hardware\.card_camera")])
def test_a_camera_that_cannot_be_made_alone(role: CameraRole, entry: str) -> None:
    with pytest.raises(SettingsError, match=entry):
        build_camera(settings(), role, SystemClock(ClockSettings()))


def test_a_usb_camera_is_hardware_and_a_recording_is_not() -> None:
    assert not all_virtual(settings(card_camera={"driver": "opencv"}))
    assert not all_virtual(settings(camera={"driver": "opencv"}))
    assert all_virtual(settings(camera={"driver": "recording", "device": "somewhere"}))
