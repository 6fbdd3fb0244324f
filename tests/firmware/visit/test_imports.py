"""The visit core is pure: a fresh interpreter that imports all of it has loaded nothing that can do anything."""

import subprocess
import sys

FORBIDDEN = {
    "cv2",
    "numpy",
    "PIL",
    "smartcard",
    "paho",
    "gmqtt",
    "aiohttp",
    "cryptography",
    "asyncio",
    "threading",
    "logging",
    "socket",
    "sqlite3",
    "hal",
    "tools",
}

LOOK = """
import importlib, pkgutil, sys
import firmware.visit
for module in pkgutil.iter_modules(firmware.visit.__path__):
    importlib.import_module(f"firmware.visit.{module.name}")
print(*{name.partition(".")[0] for name in sys.modules}, *(name for name in sys.modules if "visit" in name))
"""


def test_importing_all_of_it_loads_nothing_that_acts() -> None:
    result = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(result.stdout.split())
    assert {"msgspec", "firmware.visit.table", "firmware.visit.step"} <= loaded, "the look itself does not work"
    assert loaded & FORBIDDEN == set()
