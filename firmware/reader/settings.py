"""The reader's configuration: one TOML file, frozen, an unknown key refused with its path."""

from pathlib import Path
from typing import Annotated

import msgspec

from firmware.reader.errors import ConfigurationError
from firmware.visit.policy import Policy
from hal.settings import HardwareSettings


class ReaderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who this reader is and where its files are.

    `keys` holds signing.pem and decryption.pem, which nobody but the reader's user and group may read. `state` takes
    journal and status. `link_user` is the numeric user that the link process runs as; -1 for the reader's own.

    `press_pause_s`: a key that comes again within this time after a question changed under it is not taken, nor is a
    press on a question that is not on the screen yet, so that a trembling hand does not answer the next question too
    (`firmware.reader.presses`). Half a second is what desktops use for their bounce keys. 0 takes every press: for
    scripts, which press before a screen is drawn.
    """

    region: Annotated[str, msgspec.Meta(pattern=r"^(0[1-9]|[1-3][0-9]|4[0-7])\Z")]
    device: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]
    state: str
    link_socket: str
    keys: str
    keyset: str
    keyset_root: str
    texts: str
    card_profiles: str
    production: bool = False
    link_user: int = -1
    press_pause_s: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.5


class FaceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The face way; without this section it is not offered, and no camera is ever used.

    `models` as `uketsuke-models install` makes it, `card_faces` the layouts of card faces, `municipalities` the roots
    (.pem) under which card faces are signed. `calibration` is the site's calibration, `calibration_key` the public key
    of who may sign one; a reader in production needs both. `threads` of the image library.

    `first_from_age`: a younger holder is asked how, and the face is the last of the ways: the photo of a small child
    soon shows somebody else. Six is the age of school; a child's card holds its photo for five years.
    """

    models: str
    card_faces: str
    municipalities: str
    calibration: str = ""
    calibration_key: str = ""
    threads: Annotated[int, msgspec.Meta(ge=1, le=8)] = 2
    first_from_age: Annotated[int, msgspec.Meta(ge=0, le=20)] = 6


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    reader: ReaderSettings
    hardware: HardwareSettings = HardwareSettings()
    face: FaceSettings | None = None
    policy: Policy = Policy()


def load_settings(path: Path) -> Settings:
    """Read the configuration. Raises ConfigurationError naming the file, the key and what was expected."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise ConfigurationError(str(path), f"cannot be read ({error.strerror}); name it with --config") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), str(error)) from error
