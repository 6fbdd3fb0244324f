"""Where the product's data files are: beside the package in a checkout, under share/uketsuke where it is installed."""

import sysconfig
from pathlib import Path

from tools.issue.errors import PlaceRefused

_CHECKOUT = Path(__file__).resolve().parents[2] / "config"
_INSTALLED = "share/uketsuke"


def data_text(name: str) -> str:
    """The text of `persons/demo.toml`, `policies/eligibility.toml` and the like. Raises PlaceRefused."""
    return data_bytes(name).decode("utf-8")


def data_bytes(name: str) -> bytes:
    """The bytes of `persons/photos/77.jp2` and the like. Raises PlaceRefused."""
    places = (_CHECKOUT, Path(sysconfig.get_path("data")) / _INSTALLED)
    for place in places:
        path = place / name
        if path.is_file():
            return path.read_bytes()
    raise PlaceRefused(Path(name), f"is not in {' nor in '.join(map(str, places))}; install the product again")
