"""The language of help and messages: asked for with ``--lang``, else that of the locale.

The option is looked for before anything is parsed, so that ``--help`` and faults of the command
line speak it too, wherever it stands.
"""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Sequence

import click

from lgmigrate.findings import Language

__all__ = ["LANGUAGES", "asked_for", "language", "locale_language", "remember"]

LANGUAGES: tuple[Language, ...] = ("ja", "en")
_META = "lgmigrate.language"


def asked_for(arguments: Sequence[str]) -> Language | None:
    """The last ``--lang`` of a command line that is not parsed yet, None where there is none."""
    found: Language | None = None
    for number, one in enumerate(arguments):
        if one == "--":
            break
        name, sign, value = one.partition("=")
        if name == "--lang":
            value = value if sign else "".join(arguments[number + 1 : number + 2])
            found = next((known for known in LANGUAGES if known == value), found)
    return found


def locale_language() -> Language:
    """The language of the user's locale: Japanese where it says so, else English."""
    if sys.platform == "win32":
        name = locale.getlocale()[0] or ""
    else:
        variables = ("LC_ALL", "LC_MESSAGES", "LANG")
        name = next((os.environ[one] for one in variables if os.environ.get(one)), "")
    return "ja" if name.lower().startswith("ja") else "en"


def remember(context: click.Context, chosen: Language) -> None:
    """Make a language that of the context and of all contexts below it."""
    context.meta[_META] = chosen


def language() -> Language:
    """The language of the command that is running."""
    context = click.get_current_context(silent=True)
    chosen: Language | None = context.meta.get(_META) if context else None
    return chosen or locale_language()
