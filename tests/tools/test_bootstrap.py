"""tools/bootstrap.sh on machines that lack something: one line on stderr that says what to do."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BARE = ("awk", "cat", "cksum", "date", "dirname", "env", "grep", "kill", "mkdir", "python3", "sh", "sleep", "tail")


class Machine:
    """A checkout of its own and a PATH with nothing but what is named."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bin = root / "bin"
        for directory in ("bin", "tools", "config"):
            (root / directory).mkdir()
        for name in ("tools/bootstrap.sh", "config/apt.txt", "setup.cfg", "pyproject.toml"):
            shutil.copy(ROOT / name, root / name)
        for name in BARE:
            # What is called python3 may be a wrapper that needs a richer PATH than this one.
            found = str(Path(sys.executable).resolve()) if name == "python3" else shutil.which(name)
            if found is not None:
                (self.bin / name).symlink_to(found)
        self.program("dpkg-query", "exit 1")
        self.program("id", "echo 1000")

    def program(self, name: str, body: str) -> None:
        path = self.bin / name
        # A link to the machine's own program must not be written through.
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def bootstrap(self, *sets: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.root / "tools" / "bootstrap.sh"), *sets]
        return subprocess.run(
            command, env={"PATH": str(self.bin)}, capture_output=True, text=True, check=False, timeout=60
        )

    def refusal(self, *sets: str) -> str:
        done = self.bootstrap(*sets)
        assert done.returncode == 1
        assert done.stderr.startswith("uketsuke: ")
        assert done.stderr.count("\n") == 1
        return done.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_no_apt(machine: Machine) -> None:
    said = machine.refusal("demo")
    assert "there is no apt-get here" in said
    assert "UKETSUKE_NO_APT=1" in said
    assert "mosquitto" in said


def test_no_sudo(machine: Machine) -> None:
    machine.program("apt-get", "exit 0")
    said = machine.refusal("demo")
    assert "there is no sudo; let an administrator run: apt-get install" in said


def test_sudo_that_does_not_let_in(machine: Machine) -> None:
    machine.program("apt-get", "exit 0")
    machine.program("sudo", "exit 1")
    assert "sudo does not let you in" in machine.refusal("demo")


def test_apt_that_fails_is_said_with_its_reason(machine: Machine) -> None:
    machine.program("id", "echo 0")
    machine.program("apt-get", 'echo "E: no network"; exit 100')
    said = machine.refusal("demo")
    assert "apt-get could not install" in said
    assert "E: no network" in said


def test_no_python_or_an_old_one(machine: Machine) -> None:
    (machine.bin / "python3").unlink()
    assert "install Python 3.11 or later" in machine.refusal("demo")
    machine.program("python3", 'case "$2" in *exit*) exit 1 ;; *) echo 3.9 ;; esac')
    assert "3.11 or later is needed" in machine.refusal("demo")


def test_a_set_that_is_none(machine: Machine) -> None:
    machine.program("python3", 'case "$2" in *exit*) exit 0 ;; *) echo 3.11 ;; esac')
    assert 'knows demo, pcsc, models, check and test, not "nonsense"' in machine.refusal("nonsense")
    assert "usage: tools/bootstrap.sh" in machine.refusal()


INSTALLER = """
echo "apt-get $*" >>calls
case "$*" in *install*) touch packages ;; esac"""
PYTHON = r"""
case "$*" in
    *"version_info[:2]"*) echo 3.11 ;;
    *venv*)
        echo "venv" >>calls
        mkdir -p .venv/bin
        printf '#!/bin/sh\necho "$*" >>calls\n' >.venv/bin/python
        chmod +x .venv/bin/python ;;
esac"""


def test_what_is_there_is_not_installed_again(machine: Machine) -> None:
    for name in ("chmod", "touch"):
        (machine.bin / name).symlink_to(shutil.which(name) or name)
    machine.program("id", "echo 0")
    machine.program("apt-get", INSTALLER)
    machine.program("dpkg-query", "[ -e packages ] && echo installed")
    machine.program("python3", PYTHON)
    first = machine.bootstrap("demo")
    assert (first.returncode, first.stderr) == (0, "")
    assert [line.partition("]")[0] for line in first.stdout.splitlines()] == [
        *(f"[install {step}/3" for step in (1, 2, 3)),
        "[install",
    ]
    calls = (machine.root / "calls").read_text().splitlines()
    assert [call.split()[0] for call in calls] == ["apt-get", "apt-get", "venv", "-m"]
    second = machine.bootstrap("demo")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert (machine.root / "calls").read_text().splitlines() == calls
    (machine.root / "setup.cfg").write_text("another list of packages")
    assert machine.bootstrap("demo").stdout.startswith("[install 1/1] Python packages")
