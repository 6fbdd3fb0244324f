import json
import subprocess
import sys

import pytest

from tests.tools.diag.place import Place
from tools.diag import output as output_module
from tools.diag.commands import COMMANDS
from tools.diag.guide import TOPICS
from tools.diag.output import Output
from tools.diag.words import usual_language


@pytest.mark.parametrize(
    "words",
    [
        ["--bogus"],
        ["frobnicate"],
        ["card", "listen"],
        ["card", "--seconds", "soon"],
        ["card", "--seconds", "-1"],
        ["replay"],
        ["bundle"],
        ["status", "--lang", "fr"],
        ["help", "frobnicate"],
    ],
)
def test_what_cannot_be_understood_is_one_line_and_status_2(place: Place, words: list[str]) -> None:
    spoken = place.diag(*words)
    assert (spoken.status, spoken.out, spoken.err.count("\n")) == (2, "", 1)
    assert spoken.err.startswith("uketsuke-diag: ")


def test_options_stand_before_or_after_the_command(place: Place) -> None:
    assert place.diag("--json", "status").data == place.diag("status", "--json").data


def test_every_command_is_explained_in_both_languages(place: Place) -> None:
    assert set(COMMANDS) == set(TOPICS)
    overview = place.diag("help").out
    for name, topic in TOPICS.items():
        assert name in overview
        page = place.diag("help", name).out
        assert topic.more.ja in page
        assert topic.more.en in page
    assert set(place.diag("help", "--json").data) == set(TOPICS)


def test_the_prompt(place: Place) -> None:
    spoken = place.diag(typed="help card\n\nfrobnicate\nreplay 'unclosed\nstatus --json\nquit\nstatus\n")
    assert spoken.status == 0
    assert TOPICS["card"].more.en in spoken.out
    assert "frobnicate" in spoken.err
    assert "No closing quotation" in spoken.out
    assert spoken.out.count('"level":"green","parts"') == 1


def test_the_prompt_ends_with_its_input(place: Place) -> None:
    assert place.diag(typed="help status\n").status == 0


def test_help_of_an_option_does_not_end_the_prompt(place: Place, capsys) -> None:
    spoken = place.diag(typed="status --help\nstatus --json\n")
    assert '"parts"' in spoken.out


def test_tables_without_rich(place: Place, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    lines = place.diag("status", lang="ja").out.splitlines()
    starts = {output_module._width(line[: line.index("読めます")]) for line in lines if "読めます" in line}
    assert len(starts) == 1, "columns stand under one another, Japanese letters counted double"


def test_a_bad_line_never_rests_on_colour_alone(place: Place) -> None:
    place.write_status(ports={"nfc": "failed"})
    assert "bad" in place.diag("status").out
    assert "故障" in place.diag("status", lang="ja").out


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "ja_JP.UTF-8"}, "ja"), ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"), ({}, "en")],
)
def test_the_language_is_that_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert usual_language(environment) == language


def test_an_empty_table(capsys) -> None:
    Output(sys.stdout, "en", json=False).table([])
    assert capsys.readouterr().out.strip() == ""


@pytest.mark.process
def test_it_needs_no_library_of_the_devices_to_start() -> None:
    program = (
        "import sys, json, tools.diag.main; "
        "print(json.dumps([name for name in ('smartcard', 'paho', 'PIL', 'aiohttp', 'rich') if name in sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []
