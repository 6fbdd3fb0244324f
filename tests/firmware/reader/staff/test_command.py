"""`uketsuke-reader staff …` as an administrator types it; what is typed unseen shows nowhere."""

import getpass
import io
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.reader.main import EXIT_CONFIGURATION, EXIT_REFUSED, main
from firmware.reader.staff.prompt import NothingTyped, NotUnseen, ask_passcode
from firmware.reader.staff.roster import MOST_STAFF
from firmware.reader.staff.store import StaffStore
from firmware.visit.findings import StaffVerdict
from tests.firmware.reader.site import ReaderSite
from tests.firmware.reader.staff.support import CHEAP, CODE, ID, OTHER, UNKNOWN, WRONG, Ward, full_width

NEW, NEW_CODE = "7712", "60491837"


class Terminal(io.StringIO):
    """Standard input of somebody who sits there."""

    def isatty(self) -> bool:
        return True


class Office:
    """A reader's files and somebody who administers its staff."""

    def __init__(self, place: Path, mocker, capsys) -> None:
        self.site = ReaderSite(place)
        self.state = place / "state"
        self.state.mkdir(mode=0o700)
        self.ward = Ward(self.state)
        self._mocker, self._capsys = mocker, capsys

    def run(self, *words: str, typed: list[str | EOFError] | None = None, piped: str = "") -> tuple[int, str, str]:
        """A command: status, output, what went wrong. `typed`: answers at a terminal; else `piped` is what comes."""
        self._mocker.patch("firmware.reader.main.prepare_process")
        self._mocker.patch("firmware.reader.staff.command.signal.signal")
        self._mocker.patch("sys.argv", ["uketsuke-reader", "staff", *words, "--config", str(self.site.config)])
        self._mocker.patch("sys.stdin", io.StringIO(piped) if typed is None else Terminal())
        self.asked = self._mocker.patch("getpass.getpass", side_effect=typed or [])
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = self._capsys.readouterr()
        assert not [code for code in (CODE, WRONG, NEW_CODE) if code in said.out + said.err]
        return status, said.out, said.err


@pytest.fixture
def office(tmp_path: Path, mocker, capsys) -> Iterator[Office]:
    office = Office(tmp_path, mocker, capsys)
    yield office
    codes = [code.encode() for code in (CODE, WRONG, NEW_CODE)]
    files = [path.read_bytes() for path in office.state.iterdir() if path.is_file()]
    assert not [code for data in files for code in codes if code in data]


def test_who_was_added_at_a_terminal_is_accepted_by_the_reader_that_runs(office: Office) -> None:
    assert office.ward.type(NEW, NEW_CODE) == (StaffVerdict.WRONG, 0)
    assert office.run("add", NEW, typed=[NEW_CODE, NEW_CODE]) == (0, "staff 7712 was added\n", "")
    assert [call.args for call in office.asked.call_args_list] == [("Passcode: ",), ("Again: ",)]
    assert office.ward.type(NEW, NEW_CODE) == (StaffVerdict.ACCEPTED, 0)


@pytest.mark.parametrize(
    "line",
    [NEW_CODE, f"{NEW_CODE}\n", f"{NEW_CODE}\r\n", f"{NEW_CODE}\nmore\n", f"{full_width(NEW_CODE)}\n"],
)
def test_a_pipe_gives_one_line(office: Office, line: str) -> None:
    assert office.run("add", NEW, piped=line)[0] == 0
    office.asked.assert_not_called()
    assert office.ward.type(NEW, NEW_CODE) == (StaffVerdict.ACCEPTED, 0)


def test_the_first_one_makes_the_file(office: Office, mocker) -> None:
    (office.state / "staff.json").unlink()
    mocker.patch.object(StaffStore.__init__, "__defaults__", (CHEAP,))
    assert office.run("list") == (0, "no staff; add some: uketsuke-reader staff add ID\n", "")
    assert office.run("add", NEW, piped=NEW_CODE)[0] == 0
    assert office.ward.type(NEW, NEW_CODE) == (StaffVerdict.ACCEPTED, 0)


def test_members_are_listed_disabled_and_removed(office: Office) -> None:
    office.ward.type(OTHER, WRONG)
    assert office.run("disable", ID) == (0, "staff 4071 was disabled\n", "")
    assert office.run("list") == (
        0,
        "4071    disabled  added 2026-04-01  wrong tries in a row: 0\n"
        "5820    active    added 2026-04-01  wrong tries in a row: 1\n",
        "",
    )
    assert office.run("remove", OTHER) == (0, "staff 5820 was removed\n", "")
    assert office.ward.type(ID, CODE) == (StaffVerdict.WRONG, 0)
    assert [one.id for one in office.ward.store.read().members] == [ID]


def test_what_an_administrator_does_is_audited_too(office: Office) -> None:
    office.run("add", NEW, piped=NEW_CODE)
    office.run("disable", NEW)
    office.run("remove", NEW)
    office.ward.type(ID, CODE)
    office.ward.type(UNKNOWN, CODE)
    status, said, problem = office.run("audit")
    assert (status, problem) == (0, "")
    assert [line.split("  ")[2:4] for line in said.splitlines()[:-1]] == [
        [NEW, "added"],
        [NEW, "disabled"],
        [NEW, "removed"],
        [ID, "accepted"],
        ["unknown", "wrong"],
    ]
    assert said.endswith("5 entries, unbroken to number 5\n")


def test_an_audit_that_was_changed_is_said_with_the_line(office: Office) -> None:
    for _ in range(3):
        office.ward.type(ID, CODE)
    path = office.ward.audit.path
    path.write_bytes(path.read_bytes().replace(b"4071", b"4072", 1))
    status, said, problem = office.run("audit")
    assert status == EXIT_REFUSED
    assert [line.split()[0] for line in said.splitlines()] == ["2", "3"], "what is whole is shown all the same"
    assert problem == f"uketsuke-reader: {path}: 1 broken places; line 1 was edited, or was torn by a power cut\n"


REFUSALS = {
    "an id too short": (("add", "407"), "", "a staff id has 4 digits"),
    "an id too long": (("add", "40710"), "", "a staff id has 4 digits"),
    "an id that is a passcode": (("add", CODE), "", "a staff id has 4 digits"),
    "no digits": (("remove", "ab"), "", "a staff id has 4 digits"),
    "known": (("add", ID), NEW_CODE, "staff 4071 is there already"),
    "too short": (("add", NEW), "1234567", "a passcode has 8 digits"),
    "too long": (("add", NEW), "123456789", "a passcode has 8 digits"),
    "much too long": (("add", NEW), "9" * 100_000, "a passcode has 8 digits"),
    "no digits in it": (("add", NEW), "password", "a passcode has 8 digits"),
    "an empty line": (("add", NEW), "\n", "a passcode has 8 digits"),
    "nothing": (("add", NEW), "", "no passcode came"),
    "one digit": (("add", NEW), "55555555", "one digit over and over"),
    "counting": (("add", NEW), "34567890", "counting up or down"),
    "the id": (("add", "6049"), "60496049", "the staff id"),
    "nobody to remove": (("remove", UNKNOWN), "", "there is no staff 9930"),
    "nobody to disable": (("disable", UNKNOWN), "", "there is no staff 9930"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused_is_one_line_and_changes_nothing(office: Office, name: str) -> None:
    words, piped, sentence = REFUSALS[name]
    before = office.ward.store.read().members
    status, said, problem = office.run(*words, piped=piped)
    assert (status, said) == (EXIT_REFUSED, "")
    assert problem.startswith("uketsuke-reader: ")
    assert problem.count("\n") == 1
    assert sentence in problem
    assert office.ward.store.read().members == before
    assert not office.ward.audit.path.exists()


def test_what_is_known_already_is_refused_before_a_passcode_is_asked_for(office: Office) -> None:
    assert office.run("add", ID, typed=[])[0] == EXIT_REFUSED
    office.asked.assert_not_called()


@pytest.mark.parametrize("second", [CODE, "1"])
def test_two_that_differ_change_nothing(office: Office, second: str) -> None:
    status, _, problem = office.run("add", NEW, typed=[NEW_CODE, second])
    assert status == EXIT_REFUSED
    assert problem.count("\n") == 1
    assert office.ward.store.read().find(NEW) is None


def test_a_terminal_that_cannot_hide_is_not_used(mocker) -> None:
    def shows(question: str) -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return NEW_CODE

    mocker.patch("getpass.getpass", shows)
    with pytest.raises(NotUnseen):
        ask_passcode(NEW, Terminal())


def test_a_terminal_that_is_gone_changes_nothing(office: Office) -> None:
    status, _, problem = office.run("add", NEW, typed=[EOFError()])
    assert (status, problem) == (EXIT_REFUSED, "uketsuke-reader: no passcode came; nothing was changed\n")


def test_a_pipe_of_no_text_changes_nothing() -> None:
    with pytest.raises(NothingTyped) as refused:
        ask_passcode(NEW, io.TextIOWrapper(io.BytesIO(b"\xff\xfe60491837\n"), "utf-8"))
    assert refused.value.__suppress_context__, "the error underneath quotes what was typed"


def test_where_the_reader_keeps_nothing_yet_it_says_what_to_do(office: Office) -> None:
    office.site.configure(lambda table: table["reader"].update(state="/nowhere"))
    status, _, problem = office.run("list")
    assert status == EXIT_CONFIGURATION
    assert problem.startswith("uketsuke-reader: /nowhere: is not there; ")
    assert problem.count("\n") == 1


def test_a_disk_that_takes_nothing_is_one_line(office: Office, mocker) -> None:
    mocker.patch("firmware.reader.staff.files.os.fsync", side_effect=OSError(28, "No space left on device"))
    status, _, problem = office.run("disable", ID)
    assert status == EXIT_CONFIGURATION
    assert problem.count("\n") == 1
    assert "No space left" in problem


def test_a_damaged_file_is_one_line(office: Office) -> None:
    (office.state / "staff.json").write_bytes(b"{")
    for words in (("list",), ("add", NEW), ("disable", ID)):
        status, _, problem = office.run(*words, piped=NEW_CODE)
        assert (status, problem.count("\n")) == (EXIT_REFUSED, 1)
        assert "staff.json: is damaged" in problem


def test_there_is_a_most(office: Office, mocker) -> None:
    assert MOST_STAFF > 2
    mocker.patch("firmware.reader.staff.roster.MOST_STAFF", 2)
    status, _, problem = office.run("add", NEW, typed=[])
    assert (status, "the most that are kept" in problem) == (EXIT_REFUSED, True)
