"""The configurations of one run, made from those in `config`. Pure: tables and texts in, tables and texts out."""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tools.demo.layout import Layout
from tools.demo.toml import Table, merged

LOOPBACK = "127.0.0.1"
CardDriver = Literal["virtual", "pcsc"]

VIRTUAL_READER = "Virtual PCD"
"""The name that vsmartcard's driver gives its PC/SC readers."""


LINK_RECONNECT_S = 2.0
"""Nobody shares this broker, so link may knock more often than a thousand readers may."""


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """What differs between the readers of one demo: a visit's own policy, and the face models (None: no face way)."""

    policy: Mapping[str, int | float | bool] = field(default_factory=dict)
    models: Path | None = None


def reader_config(
    shipped: Table, layout: Layout, region: str, card: CardDriver, choice: ReaderChoice
) -> dict[str, object]:
    """The shipped configuration of a reader, with this demo's paths, virtual hardware and what was chosen."""
    keys = layout.state / "readers" / layout.device
    nfc: dict[str, object] = {"driver": card, "reader": VIRTUAL_READER if card == "pcsc" else ""}
    if card == "pcsc":
        # It passes them and does not say so; the terminal's certificate needs them.
        nfc["extended_length"] = True
    hardware: dict[str, object] = {"bench": str(layout.bench_socket), "nfc": nfc, "camera": {"driver": "virtual"}}
    changes: dict[str, object] = {
        "reader": {
            "region": region,
            "device": layout.device,
            "state": str(layout.reader_state),
            "link_socket": str(layout.link_socket),
            "keys": str(keys),
            "keyset": str(layout.state / "ca" / "keyset.jws"),
            "keyset_root": str(layout.state / "ca" / "keyset-root.pem"),
            "texts": str(layout.config / "texts"),
            "card_profiles": str(layout.config / "cards"),
            "production": False,
            # Scripts press as soon as a screen is there.
            "press_pause_s": 0.0,
        },
        "policy": dict(choice.policy),
        "hardware": hardware,
    }
    if choice.models is not None:
        hardware["card_camera"] = {"driver": "virtual"}
        changes["face"] = face_config(layout, choice.models)
    return merged(shipped, changes)


def face_config(layout: Layout, models: Path) -> dict[str, object]:
    """The section `face` of a demo's reader: no calibration, for drawn persons show nothing about people."""
    return {
        "models": str(models.resolve()),
        "card_faces": str(layout.config / "card_faces"),
        "municipalities": str(layout.municipalities),
    }


def link_config(layout: Layout, region: str, broker_port: int) -> dict[str, object]:
    """The configuration of link."""
    keys = layout.state / "readers" / layout.device
    return {
        "link": {
            "socket": str(layout.link_socket),
            "outbox": str(layout.state / "readers" / layout.device / "outbox.sqlite"),
            "broker_host": LOOPBACK,
            "broker_port": broker_port,
            "region": region,
            "device": layout.device,
            "ca": str(layout.state / "ca" / "tls-ca.pem"),
            "certificate": str(keys / "tls.pem"),
            "key": str(keys / "tls.key"),
            "reconnect_max_s": LINK_RECONNECT_S,
        }
    }


def central_config(issued: Table, broker_port: int) -> dict[str, object]:
    """The centre's configuration as it was issued, with the broker of this run."""
    return merged(issued, {"central": {"broker": {"host": LOOPBACK, "port": broker_port}}})


def broker_config(template: str, layout: Layout, broker_port: int, user: str) -> str:
    """The broker's configuration. `user` is whom Mosquitto turns into when root starts it."""
    broker = layout.state / "broker"
    return string.Template(template).substitute(
        user=user,
        port=broker_port,
        ca=layout.state / "ca" / "tls-ca.pem",
        certificate=broker / "server.pem",
        key=broker / "server.key",
        acl=layout.config / "broker" / "acl",
    )
