"""Why something is proposed: kept as messages, said in the language of whoever reads it."""

import json

from django.utils.translation import gettext

from core.language.prose.counting import Uncounted


def why(message: str, **words: str) -> str:
    """A reason as it is kept: the message, its own text in English, and the words that it names."""
    return f"{message}\t{json.dumps(words, ensure_ascii=False)}" if words else message


def together(*reasons: str) -> str:
    """Several reasons as one; blank ones are left out."""
    return "\n".join(filter(None, reasons))


def in_words(kept: str) -> str:
    """A kept reason in the reader's language; what is no message of ours stays as it is."""
    return gettext("; ").join(_in_words(line) for line in kept.split("\n") if line)


def _in_words(line: str) -> str:
    message, _tab, words = line.partition("\t")
    if message in Uncounted.values:
        return str(Uncounted(message).label)
    try:
        return gettext(message) % json.loads(words) if words else gettext(message)
    except (ValueError, KeyError, TypeError):
        return line
