"""Cells that cannot be read for certain: asked about, then corrected or left out as chosen."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.language.prose.numerals import FULL_WIDTH
from intake.mapping.naming import LEAVE_OUT, LeftOutError, Naming, Question
from intake.mapping.values import BRACKETED, OTHER_POINT, SCALE, SCIENTIFIC, TRIANGLE
from intake.tables.cells import MONTH_OR_TENTH, CellError, as_shown, short

CELL = "cell"  # the kind of such questions, and the beginning of their keys
MOST = 30  # asked about at once: a column with more is rather mapped wrongly
NUMBER = re.compile(r"[0-9]+(?:[,，][0-9]{3})*(?:\.[0-9]+)?")
SHOWN = 5
SERIAL = re.compile("[2-5][0-9]{4}")  # of 1954 to 2064
NEGATIVE = "negative"  # an answer for all cells in brackets or with a triangle
Pairs = Sequence[tuple[str, str]]


class DroppedError(LeftOutError):
    """A person said that this cell is to be left out."""


class Cells:
    """The unreadable cells of a file, each text of a column once. No queries."""

    def __init__(self, naming: Naming):
        self.naming = naming
        self.dropped: Counter[str] = Counter()

    def read(self, read: Callable, cell, column: str, row: int, among: Pairs = ()):
        """What `read` makes of a cell, or of a person's answer. Raises CellError, and asks.

        `among`: codes and words of all that it can be, if they are few.
        """
        try:
            return read(cell)
        except LeftOutError:
            raise
        except CellError as error:
            words = as_shown(cell)
            key = f"{CELL}:{short(column)}:{short(words)}"
            answer = self.naming.answers.get(key) or self._of_all(words)
            if answer == LEAVE_OUT:
                self.dropped[short(words)] += 1
                raise DroppedError(_("as was chosen")) from error
            if answer:
                return read(answer)
            self._ask(key, column, words, row, among)
            raise

    def _of_all(self, words: str) -> str:
        """What a person said of all cells that are not answered one by one."""
        said = self.naming.answers.get(CELL, "")
        if said == NEGATIVE:
            return readings(words)[0] if may_be_negative(words) else ""
        return said

    def _ask(self, key: str, column: str, words: str, row: int, among: Pairs) -> None:
        asked = self.naming.asked
        if key not in asked and sum(one.kind == CELL for one in asked.values()) < MOST:
            near = tuple(among) or tuple((one, one) for one in readings(words))
            asked[key] = Question(key, CELL, f"{column}: {words}", near)
        if key in asked and row not in asked[key].rows and len(asked[key].rows) < 3:
            asked[key].rows.append(row)

    def told(self) -> list[str]:
        """What is to be told of cells that were left out since this was asked last."""
        n, cells = self.dropped.total(), " ".join([*self.dropped][:SHOWN])
        self.dropped.clear()
        sentence = ngettext(
            "%(n)s cell is left out, as was chosen: %(cells)s.",
            "%(n)s cells are left out, as was chosen: %(cells)s.",
            n,
        )
        return [sentence % {"n": n, "cells": cells}] if n else []


def days_of(cell) -> list[tuple[str, str]]:
    """The day that a spreadsheet shows for a cell of days since 1900: 40493 is 2010-11-11."""
    words = as_shown(cell)
    if not SERIAL.fullmatch(words):
        return []
    day = (date(1899, 12, 30) + timedelta(days=int(words))).isoformat()
    return [(day, day)]


def readings(words: str) -> list[str]:
    """What a cell may mean, to be chosen from: -12.5 and 12.5 for (12.5)."""
    plain = words.translate(FULL_WIDTH).strip()
    if MONTH_OR_TENTH.fullmatch(plain):
        return [f"{plain[:4]}-01", f"{plain[:4]}-10"]
    if SCALE.search(plain) or SCIENTIFIC.fullmatch(plain):
        return []
    if OTHER_POINT.fullmatch(plain):
        return [plain.replace(".", "").replace(",", ".")]
    numbers = [*dict.fromkeys(NUMBER.findall(plain))][:2]
    return [f"-{numbers[0]}", *numbers] if may_be_negative(words) else numbers


def may_be_negative(words: str) -> bool:
    """Whether a cell is one number in brackets or behind a triangle."""
    plain = words.translate(FULL_WIDTH).strip()
    is_signed = BRACKETED.fullmatch(plain) or TRIANGLE.fullmatch(plain)
    return bool(is_signed) and len({*NUMBER.findall(plain)}) == 1
