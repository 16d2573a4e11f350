"""What spreadsheet programs have done to cells: letters that an encoding lacks, months made days.

Such a cell does not change its record. Each kind of damage is told once for each column.
"""

import datetime
import re
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.fields import EdtfField
from core.language.text import visible
from intake.tables.cells import tidy
from intake.tables.columns import Column

NAMED = 5  # lost letters in a sentence
MONTH, YEAR = re.compile("[0-9]{4}-[0-9]{2}"), re.compile("[0-9]{4}")
DAY, FIRST = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile("[0-9]{4}-[0-9]{2}-01")
FIRST_SERIAL = datetime.date(1899, 12, 30)  # day 0 of spreadsheets
FEW = 2  # dates that are all the first of a month by chance


def lost_letters(now: str, value: str) -> set[str]:
    """The letters of a text for which a cell has “?”, if it differs in nothing else."""
    old, new = tidy(visible(now)), tidy(visible(value))
    wide = "".join("??" if ord(sign) > 0xFFFF else sign for sign in old)
    pairs = set(zip(wide, new, strict=False))
    if len(wide) != len(new) or not all(a == b or b == "?" for a, b in pairs):
        return set()
    lost = {a for a, b in pairs if a != b} | {sign for sign in old if ord(sign) > 0xFFFF}
    is_damage = all(not sign.isascii() and sign != "？" for sign in lost)
    return lost if is_damage else set()


def is_day_for_less(now: str, value: str) -> bool:
    """Whether a month became its first day, or a year the day of that number (2015: 1905-07-07)."""
    if MONTH.fullmatch(now):
        return value == f"{now}-01"
    if YEAR.fullmatch(now):
        day = FIRST_SERIAL + datetime.timedelta(days=int(now))
        return value in (f"{now}-01-01", day.isoformat())
    return False


@dataclass
class Damage:
    """Counts the damage in one sheet by column, and what beside it is to be written."""

    lost: dict[Column, Counter[str]] = field(default_factory=dict)
    lost_rows: Counter[Column] = field(default_factory=Counter)
    asking: Counter[Column] = field(default_factory=Counter)  # other cells with “?”
    made_days: Counter[Column] = field(default_factory=Counter)
    days: Counter[Column] = field(default_factory=Counter)
    firsts: Counter[Column] = field(default_factory=Counter)

    def spoilt(self, column: Column, now, value) -> bool:
        """Whether a cell that differs from its record is damaged: then it changes nothing."""
        if not (isinstance(now, str) and isinstance(value, str)):
            return False
        if isinstance(column.field, EdtfField) and is_day_for_less(now, value):
            self.made_days[column] += 1
            return True
        if letters := lost_letters(now, value) if "?" in value else set():
            self.lost.setdefault(column, Counter()).update(letters)
            self.lost_rows[column] += 1
        return bool(letters)

    def to_write(self, column: Column, value) -> None:
        """Counts a value that is to be written."""
        if not isinstance(value, str):
            return
        if "?" in value:
            self.asking[column] += 1
        if isinstance(column.field, EdtfField) and DAY.fullmatch(value):
            self.days[column] += 1
            if FIRST.fullmatch(value):
                self.firsts[column] += 1

    def sentences(self) -> list[str]:
        told = []
        for column, letters in self.lost.items():
            told.append(self._about_letters(column, letters))
            told += self._about_others(column)
        for column, count in self.made_days.items():
            sentence = ngettext(
                "In the column “%(column)s” a spreadsheet program made a day of a month or year "
                "(2015-09-01 of 2015-09) in %(count)s row: it stays as it is in the record.",
                "In the column “%(column)s” a spreadsheet program made days of months or years "
                "(2015-09-01 of 2015-09) in %(count)s rows: they stay as they are in the records.",
                count,
            )
            told.append(sentence % {"column": column.label, "count": count})
        for column, count in self.firsts.items():
            if count > FEW and (column in self.made_days or count == self.days[column]):
                sentence = _(
                    "In the column “%(column)s” %(count)s dates to be written are the first of a "
                    "month: if the source gives only months, write them as 2015-09."
                )
                told.append(sentence % {"column": column.label, "count": count})
        return told

    def _about_letters(self, column: Column, letters: Counter[str]) -> str:
        named = " ".join(letter for letter, _count in letters.most_common(NAMED))
        sentence = ngettext(
            "In the column “%(column)s” %(letters)s became “?” in %(count)s row: the program that "
            "saved the file could not write it. The cell stays as it is in the record.",
            "In the column “%(column)s” %(letters)s became “?” in %(count)s rows: the program that "
            "saved the file could not write it. These cells stay as they are in the records.",
            self.lost_rows[column],
        )
        words = {"column": column.label, "count": self.lost_rows[column]}
        return sentence % {**words, "letters": named + " …" * (len(letters) > NAMED)}

    def _about_others(self, column: Column) -> list[str]:
        count = self.asking[column]
        sentence = ngettext(
            "%(count)s other cell of “%(column)s” with a “?” is to be written: look at it.",
            "%(count)s other cells of “%(column)s” with a “?” are to be written: look at them.",
            count,
        )
        return [sentence % {"column": column.label, "count": count}] if count else []
