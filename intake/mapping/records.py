"""The records that a table's words mean, and keys for new ones. All read once for a file."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import SimpleNamespace

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.language.text import name_key, split_terms
from core.records.batches import in_chunks
from core.records.plain import name_column
from intake.mapping import vocabulary
from intake.mapping.likeness import differ_in_one, pairs_of, shorter
from sources.evidence.reading import as_read
from zones.lives import names_borne
from zones.models import Observation, Province, Zone
from zones.names import ANY_KIND, IN_BRACKETS, KINDS, zone_key
from zones.querysets import ONE_THING

# Why a record is only near to words.
WHY_NEAR = {
    "several": _("several records are called so"),
    "letter": _("one character differs"),
    "kind": _("the kind of zone is named differently"),
    "brackets": _("the words in brackets differ"),
    "province": _("it lies in another province"),
    "code": _("it has this code, and another name"),
    "other-code": _("its code is another one"),
    "alike": _("the names have words in common"),
}
# The columns of names, the first ones before others where two records are called the same.
NAMES = ("name", "title", "name_en", "title_en")
OTHER_NAMES = ("short_name", "short_name_en", "abbreviation")
CODES = ("catalogue_code", "code")
IN_LATIN = re.compile(r"(?<=[㐀-鿿）)])\s+[A-Za-z][A-Za-z .,&'()-]{3,}$")  # the name once more
CONTRACTED = ("经开区", "高新区", "综保区")  # stand for the whole words
NO_PROVINCE = "-"  # begins no name
SHARED = 2  # pairs of characters, three in a row, that two places must have in common
ZONE_WORDS = re.compile("化工|园区|开发区|工业|产业|集中区|集聚区|示范区|新区|园$|区$|基地$")
SHORTEST = 4  # characters of names of which one may be wrong
MOST_COMPARED = 20_000  # records of a kind whose names are compared letter by letter
MOST_ALIKE = 6
SAID = (*ONE_THING, "source")  # what tells a figure from others
RELATIONS = ("zone", "metric", "source")
key_of = lru_cache(maxsize=4_000)(vocabulary.key_of)


@dataclass(frozen=True)
class Candidate:
    """A record that words may mean: its key, how people tell it from others, why it is near."""

    slug: str
    label: str
    why: str


@dataclass(frozen=True)
class Near:
    """Nothing is called exactly so: a person chooses one of these, or a new record."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What tells a record from others; `is_made`: an earlier row of the file adds it."""

    name: str
    province: str = ""
    code: str = ""
    is_made: bool = False


class Finder:
    """The records of one kind by their keys, codes and names, former ones too. Three queries.

    Width, case, spaces, invisible characters and traditional ones make no difference.
    """

    def __init__(self, model: type[models.Model]):
        self.model, self.is_zone = model, model is Zone
        self.known: dict[str, _Known] = {}
        self.certain: dict[tuple[str, str, str], str] = {}  # by words, until records are added
        self.codes: dict[str, str] = {}
        self.called: dict[str, dict[str, int]] = defaultdict(dict)  # ranks of names by slug
        # Zones by the normal form of their names, with kinds and words in brackets.
        self.families: dict[str, list[tuple[str, tuple, str]]] = defaultdict(list)
        # Zones by the ends of their places, with whether that is the whole place: 杭州余杭经开区.
        self.places: dict[str, dict[str, bool]] = defaultdict(dict)
        self.provinces: dict[str, tuple[str, str]] = {}  # name and short name
        if self.is_zone:
            rows = Province.objects.values_list("slug", "name", "short_name")
            self.provinces = {slug: names for slug, *names in rows}
        columns = {field.name for field in model._meta.concrete_fields}
        self.names = [one for one in (*NAMES, *OTHER_NAMES) if one in columns]
        wanted = [one for one in (*self.names, *CODES, "aliases") if one in columns]
        wanted += ["province__slug"] if self.is_zone else []
        rows = model._base_manager.order_by("slug").values_list("slug", *wanted)
        borne = names_borne() if self.is_zone else {}
        for slug, *values in rows.iterator():
            self._add(slug, dict(zip(wanted, values, strict=True)), borne.get(slug, ()))

    def _add(
        self, slug: str, values: dict, borne: Sequence[str] = (), *, is_made: bool = False
    ) -> None:
        """Remembers a record by these columns and by names that it bore before."""
        province = values.get("province__slug", "")
        code = key_of(next(filter(None, map(values.get, CODES)), ""))
        name = values.get(name_column(self.model) or "slug", "")
        self.known[slug] = _Known(name, province, code, is_made)
        self.certain.clear()
        if code:
            self.codes.setdefault(code, slug)
        names = [(values.get(one) or "", int(one in OTHER_NAMES)) for one in self.names]
        names += [(one, 1) for one in (*split_terms(values.get("aliases") or ""), *borne)]
        if self.model is Province and name.endswith("自治区"):
            names.append((f"{values['short_name']}自治区", 1))
        for words, rank in names:
            if not (key := key_of(words)):
                continue
            self.called[key][slug] = min(rank, self.called[key].get(slug, rank))
            if self.is_zone:
                family, kinds, brackets = self._family(words, self._short(province))
                self.families[family].append((slug, kinds, brackets))
                ends = [] if is_made else _ends(family)  # what is made is not asked about
                for place in ends:
                    of_place = self.places[place]
                    of_place[slug] = place == ends[0] or of_place.get(slug, False)

    def _short(self, province: str) -> str:
        return self.provinces[province][1] if province in self.provinces else NO_PROVINCE

    def _family(self, words: str, province: str) -> tuple[str, tuple[str, ...], str]:
        """The normal form of a zone's name, its kinds as written, its words in brackets."""
        read = as_read(words)
        plain = name_key(IN_BRACKETS.sub("", read))
        kinds = tuple(match[0] for match in KINDS.finditer(plain))
        brackets = key_of("".join(IN_BRACKETS.findall(read)))
        return zone_key(read, province), kinds, brackets

    def find(self, words: str, *, province: str = "", code: str = "") -> str | Near | None:
        """The key of the record that these words name; None if there is none like it. No query.

        `province` (a slug) and `code` are for zones: the code decides, if it is known.
        """
        said = (words, province, code)
        if said not in self.certain:
            found = self._find(*said)
            if not isinstance(found, str):
                return found
            self.certain[said] = found
        return self.certain[said]

    def _find(self, words: str, province: str, code: str) -> str | Near | None:
        words = words.strip()
        if words in self.known:
            return words
        code_key = key_of(code or words)
        coded = self.codes.get(code_key)
        if coded and key_of(words) == code_key:
            return coded
        code_key = code_key if code else ""
        certain, near, whys = {}, {}, self._meant(words, province)
        if coded:
            return self._with_code(coded, whys)
        for slug, why in whys.items():
            known = self.known[slug]
            is_other = bool(code_key and known.code and known.code != code_key)
            if why and (is_other or known.is_made):
                continue  # nothing, or two things, speak for it
            if is_other and not known.is_made:
                near[slug] = "other-code"
            elif not is_other:
                (near if why else certain)[slug] = why
        made = [slug for slug in certain if self.known[slug].is_made]
        if len(certain) == 1 or made:
            return (made or [*certain])[0]
        if certain:
            return self._near(dict.fromkeys(certain, "several"))
        if (name := IN_LATIN.sub("", words)) != words:
            found = self._find(name, province, code)
            if isinstance(found, str):
                return found
        return self._near(near) if near else None

    def _with_code(self, coded: str, whys: dict[str, str]) -> str | Near:
        """The record with a code, if it is called so too."""
        why = whys.get(coded, "code")
        if not why:
            return coded
        others = [slug for slug, one in whys.items() if not one and slug != coded]
        return self._near({coded: why, **dict.fromkeys(others, "other-code")})

    def _near(self, whys: dict[str, str]) -> Near:
        return Near(tuple(map(self._candidate, whys, whys.values())))

    def _candidate(self, slug: str, why: str) -> Candidate:
        known = self.known[slug]
        province = self.provinces.get(known.province, ("",))[0]
        label = " · ".join(filter(None, (known.name, province, known.code.upper(), slug)))
        return Candidate(slug, label, WHY_NEAR[why])

    def _meant(self, words: str, province: str) -> dict[str, str]:
        """Records with why they are only near; "" for those that are called so."""
        found, key = {}, key_of(words)
        ranks = self.called.get(key, {})
        here = {slug: rank for slug, rank in ranks.items() if self._may_lie_in(slug, province)}
        first = min(here.values(), default=0)
        found |= {slug: "" for slug, rank in here.items() if rank == first}
        found |= {slug: "province" for slug in ranks if slug not in here}
        if here:
            return found
        if self.is_zone:
            found |= self._of_family(words, province)
        if "" not in found.values():
            found = dict.fromkeys(self._one_off(key, province), "letter") | found
        return found or dict.fromkeys(self._around(words, province), "alike")

    def _around(self, words: str, province: str) -> list[str]:
        """Zones of the same kind whose place is a part of this one, or this one a part of it."""
        found: dict[str, bool] = {}
        ends = _ends(self._family(words, self._short(province))[0]) if self.is_zone else []
        for n, place in enumerate(ends):
            of_place = self.places.get(place, {})
            found |= {slug: True for slug, is_all in of_place.items() if is_all or not n}
        return [slug for slug in found if self._may_lie_in(slug, province)]

    def _may_lie_in(self, slug: str, province: str) -> bool:
        return not province or self.known[slug].province == province

    def _of_family(self, words: str, province: str) -> dict[str, str]:
        """Zones whose names differ in the kind's words, the province before them, or brackets."""
        found: dict[str, str] = {}
        if province:
            places = {province: self._short(province)}
        else:
            read = as_read(words)
            names = {slug: short for slug, (_n, short) in self.provinces.items()}
            places = {slug: short for slug, short in names.items() if read.startswith(short)}
            places[""] = NO_PROVINCE
        for place, short in places.items():
            family, kinds, brackets = self._family(words, short)
            for slug, its_kinds, its_brackets in self.families.get(family, ()):
                if not self._may_lie_in(slug, place):
                    continue
                why = "" if _same_kinds(kinds, its_kinds) else "kind"
                why = why or ("" if brackets == its_brackets else "brackets")
                if found.get(slug) != "":
                    found[slug] = why
        return found

    def _one_off(self, key: str, province: str) -> list[str]:
        """Records one character of whose names is another one, missing, or too much."""
        if len(key) < SHORTEST or not self._shortened:
            return []
        names = {name for one in shorter(key) for name in self._shortened.get(hash(one), ())}
        names = {name for name in names if differ_in_one(key, name)}
        slugs = dict.fromkeys(slug for name in sorted(names) for slug in self.called[name])
        return [slug for slug in slugs if self._may_lie_in(slug, province)]

    @cached_property
    def _shortened(self) -> dict[int, tuple[str, ...]]:
        """Names by themselves and by what is left of them without one of their characters."""
        found: dict[int, tuple[str, ...]] = {}
        if len(self.known) > MOST_COMPARED:
            return found
        for name in self.called:
            if len(name) >= SHORTEST and not name.isascii():
                for one in shorter(name):
                    found[hash(one)] = (*found.get(hash(one), ()), name)
        return found

    def alike(self, words: str, province: str = "") -> Near:
        """Records to propose for words that name none: half of their pairs of characters agree."""
        key = whole = key_of(words)
        if self.is_zone:
            key = ANY_KIND.sub("", self._family(words, NO_PROVINCE)[0])
        pairs, found = pairs_of(key), {}
        for name, slugs in self.called.items() if pairs else ():
            shared = len(pairs & pairs_of(name))
            if 2 * shared >= len(pairs) or (len(name) >= SHORTEST and name in whole):
                here = (slug for slug in slugs if self._may_lie_in(slug, province))
                found |= {slug: max(shared, found.get(slug, 0)) for slug in here}
        best = sorted(found, key=lambda slug: (-found[slug], slug))[:MOST_ALIKE]
        close = [slug for slug in best if 3 * found[slug] >= 2 * found[best[0]]]
        return self._near(dict.fromkeys(close, "alike"))

    def sharing(self, words: str, province: str) -> Near | None:
        """Zones whose place has half in common with this one: 宁波石化园区, 宁波石化经开区."""
        pairs, counts = pairs_of(self._core(words, province)) if self.is_zone else set(), Counter()
        for pair in pairs:
            counts.update(self._sharing.get(pair, ()))
        most = max(len(pairs), SHARED)
        found = [slug for slug, n in counts.items() if n >= SHARED and 2 * n >= most]
        found = [slug for slug in found if self._may_lie_in(slug, province)][:MOST_ALIKE]
        return self._near(dict.fromkeys(found, "alike")) if found else None

    def _core(self, words: str, province: str) -> str:
        """The place in a zone's name, without its province and what such zones are called."""
        return ZONE_WORDS.sub("", ANY_KIND.sub("", self._family(words, self._short(province))[0]))

    @cached_property
    def _sharing(self) -> dict[str, set[str]]:
        """Stored zones by the pairs of characters of their places."""
        found: dict[str, set[str]] = defaultdict(set)
        for slug, known in self.known.items():
            if not known.is_made:
                for pair in pairs_of(self._core(known.name, known.province)):
                    found[pair].add(slug)
        return found

    def new_key(self, values: dict) -> str:
        """The key of a new record with these plain values, as the form makes it. No query.

        It is no other record's, neither stored nor of this file, and later rows find the record.
        """
        columns = {field.name: field for field in self.model._meta.concrete_fields}
        record = self.model(**{n: values[n] for n in self.names if values.get(n)})
        for above in self.model.apart_within:
            setattr(record, above, columns[above].related_model(slug=values.get(above, "")))
        slugs = self.model.slugs_of(record.words_for_slug())
        slug = next(slug for slug in slugs if slug not in self.known)
        self._add(slug, {**values, "province__slug": values.get("province", "")}, is_made=True)
        return slug


def _same_kinds(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether kinds are written alike, or one of each pair is the contraction of the other."""
    return len(one) == len(other) and all(
        a == b or a in CONTRACTED or b in CONTRACTED for a, b in zip(one, other, strict=True)
    )


def _ends(family: str) -> list[str]:
    """The ends of a zone's place with its kind: 杭州余杭经开区, 州余杭经开区, 余杭经开区."""
    kinds, place = "".join(ANY_KIND.findall(family)), ANY_KIND.sub("", family)
    place = (place[:1] + place[1:].rstrip("市县区旗")) if kinds else ""
    return [place[start:] + kinds for start in range(len(place) - 1)]


class FigureKeys:
    """The keys of figures that their sources report already, and new ones as the form makes them.

    Two rows about the same thing have one key, which the preview then tells.
    """

    def __init__(self):
        self.made: dict[int, str] = {}  # by the hash of what they are about
        self.taken: set[str] = set()

    def keys(self, figures: Sequence[dict]) -> list[str]:
        """The keys of figures with these plain values. A few queries."""
        things = [tuple(str(one.get(name) or "") for name in SAID) for one in figures]
        stored = self._stored(figures)
        new = {}
        for thing, one in zip(things, figures, strict=True):
            if thing not in stored and hash(thing) not in self.made:
                new[thing] = self._possible(one)
        self._make(new)
        return [stored.get(one) or self.made[hash(one)] for one in things]

    def _stored(self, figures: Sequence[dict]) -> dict[tuple, str]:
        """Figures of these zones and sources, by what they are about. One query."""
        alike = {f"{n}__slug__in": {one.get(n) or "" for one in figures} for n in RELATIONS}
        rows = Observation._base_manager.filter(**alike).order_by()
        paths = [f"{name}__slug" if name in (*RELATIONS, "scope") else name for name in SAID]
        found = rows.values_list("slug", *paths)
        return {tuple(one or "" for one in thing): slug for slug, *thing in found}

    def _possible(self, values: dict) -> Iterator[str]:
        """The keys that the form could make."""
        zone, metric = (SimpleNamespace(slug=values.get(n, "")) for n in ("zone", "metric"))
        figure = SimpleNamespace(zone=zone, metric=metric, period=values.get("period", ""))
        return Observation.slugs_of(Observation.words_for_slug(figure))

    def _make(self, new: dict[tuple, Iterator[str]]) -> None:
        """Gives each of these things the first key that is free. A query for each attempt."""
        while new:
            tried = {thing: next(slugs) for thing, slugs in new.items()}
            for some in in_chunks(set(tried.values()) - self.taken):
                rows = Observation._base_manager.filter(slug__in=some).order_by()
                self.taken |= {*rows.values_list("slug", flat=True)}
            for thing, slug in tried.items():
                if slug not in self.taken:
                    self.taken.add(slug)
                    self.made[hash(thing)] = slug
                    del new[thing]
