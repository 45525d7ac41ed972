"""Code pages: bytes to text and back as flat tables; ``load`` gives one by its name."""

from __future__ import annotations

from lgmigrate.charset.page import CodePage, Form
from lgmigrate.charset.registry import Description, describe, load, names, read_profile

__all__ = ["CodePage", "Description", "Form", "describe", "load", "names", "read_profile"]
