"""What sources are looked for by: title, publisher, author."""

from core.language.text import split_terms
from core.records.lexicon import Form, Lexicon, named


class SourceLexicon(Lexicon):
    columns = ("pk", "title", "title_en", "publisher", "publisher_en", "author")

    def forms(self, title, title_en, publisher, publisher_en, author):
        yield from named(title)
        yield from named(title_en)
        for one in split_terms(f"{publisher}、{publisher_en}、{author}"):
            yield from named(one, Form.ALIAS)
