"""What types and groups of reforms are looked for by."""

from core.language.text import split_terms
from core.records.lexicon import Form, Lexicon, named


class ReformTypeLexicon(Lexicon):
    columns = ("pk", "name", "name_en", "aliases")

    def forms(self, name, name_en, aliases):
        for one in (name, name_en):
            yield from named(one)
            # 标准地改革 is 标准地, and the other way round.
            yield from named(one.removesuffix("改革").removesuffix(" reform"))
        for alias in split_terms(aliases):
            yield from named(alias, Form.ALIAS)


class ReformGroupLexicon(Lexicon):
    columns = ("pk", "name", "name_en")

    def forms(self, name, name_en):
        yield from named(name)
        yield from named(name_en)
