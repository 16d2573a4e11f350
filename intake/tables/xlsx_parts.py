"""The parts of a spreadsheet's archive, as XML that is read piece by piece."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from intake.tables.reading import UnreadableError

PIECE = 64 * 1024
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


class in_words:  # noqa: N801, reads as a word where it is used
    """What goes wrong inside becomes an UnreadableError."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _traceback):
        if isinstance(error, BROKEN):
            raise UnreadableError(_("The spreadsheet is broken: it cannot be read.")) from error


def parsed(
    archive: zipfile.ZipFile, part: str, start: Callable, end: Callable, text: Callable | None
) -> Iterator[None]:
    """Go through an XML part piece by piece, telling its elements without their namespaces."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_arguments):
        raise UnreadableError(_("The spreadsheet is broken: it cannot be read."))

    parser.StartElementHandler = lambda name, a: start(name.rpartition(" ")[2], a)
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse  # where entities that expand would be declared
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
        yield


def column_number(address: str) -> int:
    """The column of an address, from 1; 0 where there is no address."""
    column = 0
    for letter in address[:4]:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column
