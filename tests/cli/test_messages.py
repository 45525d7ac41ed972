"""Every message is in both languages, and the language is chosen as documented."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import click
import pytest

import lgmigrate.cli
from lgmigrate.cli.command import Command, Group, Option
from lgmigrate.cli.language import asked_for, locale_language
from lgmigrate.cli.main import cli
from lgmigrate.cli.messages import MESSAGES, text
from tests.cli.conftest import Run

__all__: list[str] = []

JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def places(message: str) -> set[str]:
    """The places for values in a message."""
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def all_commands(group: click.Group) -> list[click.Command]:
    """Every command and group below a group, and the group."""
    found: list[click.Command] = [group]
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        assert one is not None
        found += all_commands(one) if isinstance(one, click.Group) else [one]
    return found


@pytest.mark.parametrize("key", MESSAGES)
def test_both_texts_have_the_same_places(key: str) -> None:
    """A message takes the same values in both languages, and each is in its language."""
    japanese, english = MESSAGES[key]
    assert places(japanese) == places(english)
    assert not JAPANESE.search(english)


def test_every_message_is_used_and_every_used_one_is_there() -> None:
    """The keys in the sources are those of the catalogue."""
    folder = Path(lgmigrate.cli.__file__).parent
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in folder.glob("*.py")
        if not path.name.startswith("messages")
    )
    named = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_0-9]+)*)["']""", sources))
    composed = ("fault.", "severity.", "head.", "condition.", "demo.")
    assert {key for key in MESSAGES if key not in named and not key.startswith(composed)} == set()
    used = set(re.findall(r"""text\(\s*"([a-z_.0-9]+)"[,)]""", sources))
    assert used <= set(MESSAGES)


@pytest.mark.parametrize("command", all_commands(cli), ids=lambda one: one.name)
def test_help_is_in_both_languages(command: click.Command) -> None:
    """Commands and options of our own say in Japanese, too, what they are for."""
    assert isinstance(command, (Command, Group))
    assert command.help
    assert JAPANESE.search(command.ja)
    for one in command.params:
        if isinstance(one, Option):
            assert one.help
            assert JAPANESE.search(one.ja), one.opts


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], None),
        (["--lang", "ja"], "ja"),
        (["convert", "--help", "--lang=en"], "en"),
        (["--lang", "ja", "explain", "--lang", "en"], "en"),
        (["--lang", "fr"], None),
        (["--lang"], None),
        (["--", "--lang", "ja"], None),
    ],
)
def test_language_is_found_anywhere(arguments: list[str], wanted: str | None) -> None:
    """The last --lang before ``--`` counts."""
    assert asked_for(arguments) == wanted


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has no such variables")
@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.eucJP"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": ""}, "ja"),
    ],
)
def test_language_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: str
) -> None:
    """LC_ALL goes before LC_MESSAGES, that before LANG, as POSIX has it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert locale_language() == wanted


def test_help_before_and_behind_lang(run: Run) -> None:
    """``--help --lang ja`` and ``--lang ja --help`` show the same, in Japanese."""
    shown = run("convert", "--help", lang="ja").stdout
    assert JAPANESE.search(shown)
    assert run("--lang", "ja", "convert", "--help", lang="ja").stdout == shown
    assert not JAPANESE.search(run("convert", "--help").stdout)


def test_faults_are_told_in_the_language(run: Run) -> None:
    """The head of a fault is a message; its details are the library's."""
    arguments = ("mapping", "show", "nosuch")
    heads = [run(*arguments, lang=lang).stderr.splitlines()[0] for lang in ("ja", "en")]
    assert heads == [text("fault.3", "ja"), text("fault.3", "en")]
