"""The eras of the Japanese calendar, as most sources code them: one digit, 1 to 5.

Source: the first days are those of the edicts that changed the era (明治 by its first day in the
new reckoning); an era ends on the day before the next begins. A source with other digits
declares its own table in its mapping.
"""

from __future__ import annotations

from lgmigrate.mapping.model import Era

__all__ = ["ERAS"]

ERAS = (
    Era(code="1", name="明治", start=18680125, end=19120729, base=1867),
    Era(code="2", name="大正", start=19120730, end=19261224, base=1911),
    Era(code="3", name="昭和", start=19261225, end=19890107, base=1925),
    Era(code="4", name="平成", start=19890108, end=20190430, base=1988),
    Era(code="5", name="令和", start=20190501, end=0, base=2018),
)
