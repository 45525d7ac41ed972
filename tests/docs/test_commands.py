"""Every command of the command line explains itself and is documented."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.testing import CliRunner

from lgmigrate.cli.main import cli
from tests.docs.markdown import ROOT

__all__: list[str] = []


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, with its full name."""
    context = click.Context(group)
    for part in group.list_commands(context):
        command = group.get_command(context, part)
        assert command is not None, f"{name} {part}"
        yield f"{name} {part}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {part}")


def test_there_are_commands() -> None:
    """The walk over the group finds the commands, so the other tests can fail."""
    assert {"lgmigrate convert", "lgmigrate restore"} <= {
        name for name, _ in commands(cli, "lgmigrate")
    }


def test_every_command_has_help() -> None:
    """A command and each of its options say what they are for."""
    silent = [name for name, command in commands(cli, "lgmigrate") if not command.help]
    for name, command in commands(cli, "lgmigrate"):
        options = [one for one in command.params if isinstance(one, click.Option)]
        silent += [f"{name} {one.opts[0]}" for one in options if not one.help]
    assert silent == []


def test_every_help_can_be_shown() -> None:
    """``--help`` of every command works."""
    for name, _ in commands(cli, "lgmigrate"):
        shown = CliRunner().invoke(cli, [*name.split()[1:], "--help"])
        assert (name, shown.exit_code) == (name, 0)


def test_every_command_is_documented() -> None:
    """Each command stands, in full, in README.md or docs/commands.md."""
    documentation = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "README.md", ROOT / "docs" / "commands.md")
        if path.is_file()
    )
    missing = [name for name, _ in commands(cli, "lgmigrate") if name not in documentation]
    assert missing == []
