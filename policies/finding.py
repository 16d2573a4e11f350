"""What policies, their agencies and instruments are looked for by."""

from core.records.lexicon import Form, Lexicon, key_of, named


class PolicyLexicon(Lexicon):
    """Of titles with and without the province."""

    columns = ("pk", "title", "title_en", "province__name", "province__short_name")

    def forms(self, title, title_en, province, short):
        yield from named(title)
        yield from named(title_en)
        own = title.removeprefix(province)
        yield from named(own)
        if not own.startswith(short):
            yield key_of(short + own), Form.NAME  # 河北省化工… is also typed 河北化工…


class AgencyLexicon(Lexicon):
    columns = ("pk", "name", "name_en")

    def forms(self, name, name_en):
        yield from named(name)
        yield from named(name_en)


class InstrumentLexicon(AgencyLexicon):
    """Of instruments, which have the same columns."""
