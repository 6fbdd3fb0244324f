"""Small things that several tests of the demo need."""

from pathlib import Path

from tools.demo.layout import Layout, find_config
from tools.demo.plan import Programs

PROGRAMS = Programs(python="/usr/bin/python3", broker="/usr/sbin/mosquitto", alone=("unshare", "--net", "--"))


def make_layout(root: Path) -> Layout:
    return Layout(root, root / "run", find_config(), "demo-reader-1")
