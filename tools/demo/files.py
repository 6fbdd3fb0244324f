"""Writes the configurations of one run where its processes read them."""

import getpass
import tomllib
from pathlib import Path

from tools.demo.configs import CardDriver, ReaderChoice, broker_config, central_config, link_config, reader_config
from tools.demo.errors import ConfigurationMissing
from tools.demo.layout import Layout
from tools.demo.toml import Table, to_toml


class Files:
    """The configuration files of one run. Every method raises ConfigurationMissing for what cannot be read."""

    def __init__(self, layout: Layout, region: str, card: CardDriver) -> None:
        self._layout = layout
        self._region = region
        self._card: CardDriver = card

    def write_services(self, broker_port: int) -> None:
        """Broker, centre and link."""
        layout = self._layout
        template = _text(layout.config / "broker" / "mosquitto.conf")
        _write(layout.files / "mosquitto.conf", broker_config(template, layout, broker_port, getpass.getuser()))
        central = layout.state / "central" / "central.toml"
        _write(central, to_toml(central_config(_table(central), broker_port)))
        _write(layout.files / "link.toml", to_toml(link_config(layout, self._region, broker_port)))

    def write_reader(self, choice: ReaderChoice) -> None:
        """The reader, as a visit needs it."""
        shipped = _table(self._layout.config / "reader.toml")
        table = reader_config(shipped, self._layout, self._region, self._card, choice)
        _write(self._layout.files / "reader.toml", to_toml(table))


def _table(path: Path) -> Table:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationMissing(path, str(error)) from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ConfigurationMissing(path, f"cannot be read ({error.strerror})") from error


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
