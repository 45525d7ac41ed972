"""Sources and deliveries that are made once and only read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.convert import convert
from lgmigrate.synth.vendor import synthesize
from tests.unit.pipeline.deliveries import MAPPINGS, Delivery

__all__ = ["Made"]

Made = Callable[[str], Delivery]
"""Name of a mapping -> its delivery."""


@cache
def _mapping(name: str) -> Mapping:
    return load(name)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A delivery of 3,000 persons without damage."""

    @cache
    def make(name: str) -> Delivery:
        folder = tmp_path_factory.mktemp(name)
        source = synthesize(_mapping(name), folder / "source", persons=3_000, seed=11).path
        result = convert(source, _mapping(name), folder / "standard")
        return Delivery(mapping=name, source=source, standard=folder / "standard", result=result)

    return make


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A delivery of 500 persons without damage, among them some with 支援措置."""

    @cache
    def make(name: str) -> Delivery:
        folder = tmp_path_factory.mktemp(name)
        source = synthesize(_mapping(name), folder / "source", persons=500, seed=19).path
        result = convert(source, _mapping(name), folder / "standard")
        return Delivery(mapping=name, source=source, standard=folder / "standard", result=result)

    return make


@pytest.fixture(scope="session")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A delivery of 3,000 persons with damage in about every fortieth record."""

    @cache
    def make(name: str) -> Delivery:
        folder = tmp_path_factory.mktemp(name)
        source = synthesize(_mapping(name), folder / "source", persons=3_000, seed=21, dirt=0.025)
        result = convert(source.path, _mapping(name), folder / "standard")
        return Delivery(
            mapping=name,
            source=source.path,
            standard=folder / "standard",
            result=result,
            damages=source.damages,
        )

    return make


@pytest.fixture(params=MAPPINGS)
def delivery(request: pytest.FixtureRequest, made: Made) -> Delivery:
    """A delivery of 3,000 persons, of each shipped mapping in turn."""
    return made(request.param)


@pytest.fixture(params=MAPPINGS)
def small(request: pytest.FixtureRequest, few: Made) -> Delivery:
    """A delivery of 500 persons, of each shipped mapping in turn."""
    return few(request.param)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where a test writes to; it does not exist yet."""
    return tmp_path / "out"


@pytest.fixture(params=MAPPINGS)
def dirty(request: pytest.FixtureRequest, harmed: Made) -> Delivery:
    """A delivery with planted damage, of each shipped mapping in turn."""
    return harmed(request.param)
