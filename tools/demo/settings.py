"""What config/demo.toml says: the demo's own numbers and the scripted visits."""

from pathlib import Path
from typing import Annotated

import msgspec

from tools.demo.errors import ConfigurationMissing, ScriptUnknown
from tools.demo.script import Script

ALL = "all"


class Demo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The demo itself. `panel_port` is on the loopback only.

    `visit` is played when nobody asks for another, `face_visit` where the face way is there.
    """

    region: Annotated[str, msgspec.Meta(pattern=r"^(0[1-9]|[1-3][0-9]|4[0-7])\Z")]
    device: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]
    panel_port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    visit: str
    face_visit: str


class DemoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    demo: Demo
    visits: Annotated[tuple[Script, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="visit")


def load_settings(path: Path) -> DemoSettings:
    """Read the demo's configuration. Raises ConfigurationMissing with the key that is wrong."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=DemoSettings)
    except OSError as error:
        raise ConfigurationMissing(path, f"cannot be read ({error.strerror})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigurationMissing(path, str(error)) from error


def choose(settings: DemoSettings, name: str) -> tuple[Script, ...]:
    """The scripts that `name` stands for; `all` is every one. Raises ScriptUnknown."""
    if name == ALL:
        return settings.visits
    chosen = tuple(script for script in settings.visits if script.name == name)
    if not chosen:
        raise ScriptUnknown(name, tuple(script.name for script in settings.visits))
    return chosen
