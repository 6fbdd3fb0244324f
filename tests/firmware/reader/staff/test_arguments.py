"""What may be typed behind `uketsuke-reader`; what may not is never repeated."""

from pathlib import Path

import pytest

from firmware.reader.staff.arguments import COMMANDS, CONFIGURATION, WITH_ID, parse

HERE = Path("x.toml")
TYPED = "83920461"


@pytest.mark.parametrize("words", [["--config", "x.toml"], ["--config=x.toml"]])
def test_without_a_command_it_is_the_reader(words: list[str]) -> None:
    wishes = parse(words)
    assert (wishes.config, wishes.staff) == (HERE, None)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_configuration_may_stand_anywhere_or_nowhere(command: str) -> None:
    tail = [command, *(["4071"] if command in WITH_ID else [])]
    for words, config in (
        (["--config", "x.toml", "staff", *tail], HERE),
        (["staff", *tail, "--config", "x.toml"], HERE),
        (["staff", *tail], CONFIGURATION),
    ):
        wishes = parse(words)
        assert (wishes.config, wishes.staff) == (config, command)
        assert wishes.id == ("4071" if command in WITH_ID else None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "the following arguments are required: --config"),
        (["--config"], "cannot be understood"),
        (["--conf", "x.toml"], "cannot be understood"),
        (["staff"], "the following arguments are required: COMMAND"),
        (["staff", "add"], "the following arguments are required: ID"),
        (["staff", "add", "4071", TYPED], "cannot be understood"),
        (["staff", "add", "4071", "--passcode", TYPED], "cannot be understood"),
        (["staff", "add", "4071", f"--passcode={TYPED}"], "cannot be understood"),
        (["staff", TYPED], "cannot be understood"),
        (["staff", "list", TYPED], "cannot be understood"),
        ([TYPED], "cannot be understood"),
        (["--config", "x.toml", TYPED], "cannot be understood"),
    ],
)
def test_anything_else_is_one_line_that_repeats_nothing(words: list[str], said: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("uketsuke-reader: ")
    assert err.count("\n") == 1
    assert said in err
    assert TYPED not in err


@pytest.mark.parametrize("words", [["--help"], ["staff", "--help"], ["staff", "add", "--help"]])
def test_help_says_what_there_is(words: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 0
    assert "usage: uketsuke-reader" in capsys.readouterr().out
