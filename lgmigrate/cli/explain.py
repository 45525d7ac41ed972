"""``lgmigrate explain``: what a finding means."""

from __future__ import annotations

import click

from lgmigrate.cli.command import new_command, output_options
from lgmigrate.cli.console import json_line, show
from lgmigrate.cli.language import language
from lgmigrate.cli.messages import text
from lgmigrate.findings import CODES
from lgmigrate.findings import explain as explained

__all__ = ["command"]


@new_command(
    "explain", ja="指摘コードの意味、理由、対応を示す。\n\nCODE がなければ全コードの一覧を示す。"
)
@click.argument("code", metavar="[CODE]", required=False)
@output_options
def command(code: str | None, *, as_json: bool) -> None:
    """What a finding means, why it matters and what to do.

    Without CODE: all codes, with their titles.
    """
    lang = language()
    wanted = list(CODES) if code is None else [code.upper()]
    if code is not None and not as_json:
        for line in explained(wanted[0], lang).splitlines():
            show(line)
        return
    for one in wanted:
        explained(one, lang)  # refuses an unknown code
        info, words = CODES[one], CODES[one].text(lang)
        if as_json:
            json_line(
                {
                    "code": one,
                    "severity": info.severity.value,
                    "title": words.title,
                    "meaning": words.meaning,
                    "why": words.why,
                    "action": words.action,
                }
            )
        else:
            show(f"{one}  {text(f'severity.{info.severity.value}')}  {words.title}")
