"""What the wire may load: nothing that sees, draws, talks to cards or to the network."""

import subprocess
import sys

FORBIDDEN = {"cv2", "numpy", "PIL", "smartcard", "paho", "gmqtt", "aiohttp", "asyncio", "sqlite3"}

LOOK = """
import importlib, pkgutil, sys
import firmware.messages
for module in pkgutil.iter_modules(firmware.messages.__path__):
    importlib.import_module(f"firmware.messages.{module.name}")
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_importing_all_of_it_loads_none_of_them() -> None:
    result = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(result.stdout.split())
    assert {"msgspec", "cryptography"} <= loaded, "the look itself does not work"
    assert loaded & FORBIDDEN == set()
    assert loaded & {"hal", "tools"} == set()
