"""Which share of the people a domain concerns, and how many things of its own it has.

The shares are plausible round figures, not statistics. Ages are those at which the law makes the
difference: 介護保険 from 65, 後期高齢者医療 from 75, 国民健康保険 up to 74.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AREAS", "Domain", "domain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """``share`` of the people of ``ages`` (from, up to and without) are concerned; ``things``
    are records of things (parcels, cars, persons who live elsewhere) for each record of 住民票.
    """

    ages: tuple[int, int] = (0, 130)
    share: float = 0.5
    things: float = 0.3


_DOMAINS = {
    "001": Domain(share=1.0),
    "010": Domain(ages=(18, 130), share=0.6),
    "011": Domain(ages=(30, 80), share=0.05, things=0.03),
    "012": Domain(ages=(25, 130), share=0.4, things=0.35),
    "013": Domain(ages=(18, 90), share=0.4, things=0.3),
    "018": Domain(ages=(6, 16), share=0.15),
    "020": Domain(ages=(20, 50), share=0.03),
    "021": Domain(share=0.03),
    "022": Domain(share=0.06),
    "023": Domain(ages=(65, 130), share=0.95),
    "024": Domain(ages=(0, 75), share=0.25),
    "025": Domain(ages=(75, 130), share=0.98),
    "026": Domain(ages=(20, 60), share=0.6),
    "027": Domain(ages=(0, 18), share=0.9),
    "028": Domain(ages=(0, 7), share=0.6),
    "031": Domain(things=0.08),
    "036": Domain(ages=(18, 130), share=0.5),
}
_ANY = Domain()

AREAS = tuple(_DOMAINS)
"""業務ID that a record may name."""


def domain(number: str) -> Domain:
    """The shares of a 業務 by its ID."""
    return _DOMAINS.get(number, _ANY)
