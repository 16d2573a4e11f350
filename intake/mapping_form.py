"""What the mapping page asks, as controls of a plain form."""

from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.imports.waiting import Waiting
from intake.mapping.mapping import OF_A_ZONE, OF_SOURCE, UNPRINTED, problems
from intake.mapping.meanings import FIELD
from intake.mapping.naming import LEAVE_OUT, NEW
from intake.mapping.translating import Question, questions
from intake.mapping.unread import CELL, NEGATIVE
from intake.mapping_columns import Columns, Control, Option, choice
from intake.mapping_posted import NEW_SOURCE, ROLES, own_problems, role_of
from intake.tables.columns import Column, columns_of
from intake.tables.kinds import kind_named, kinds
from sources.models import Source
from zones.models import Observation, Zone

OF_FIGURES = ("period", "basis", "status")
OFTEN_SAID = {*OF_FIGURES, "province", "tier", "kind", "unit"}
OF_NEW_ZONES = ("province", "kind")
NAMED = 5
FEW = 5  # cells that are rather answered one by one
LISTED = 300  # records that a text field offers
ASKED_AT_ONCE = 3000  # rows whose names are looked up whenever the page is shown


class MappingForm:
    """The mapping page of a waiting file. A fixed number of queries, and those of its questions."""

    def __init__(self, waiting: Waiting):
        self.waiting, self.upload = waiting, waiting.upload
        self.mapping = waiting.mapping
        self.model = self.mapping.model
        self.fields = {one.name: one for one in columns_of(self.model)}
        self.columns = Columns(waiting)

    # What was found

    @property
    def sheet(self) -> Control | None:
        sheets = self.upload.picture["sheets"]
        options = [
            (str(n), title or str(n + 1)) for n, (title, unread) in enumerate(sheets) if not unread
        ]
        if len(options) < 2:
            return None
        return Control("sheet", _("Sheet"), str(self.upload.sheet), (("", tuple(options)),))

    @property
    def kind(self) -> Control:
        names = ((m._meta.label_lower, capfirst(str(m._meta.verbose_name))) for m in kinds())
        return Control("kind", _("Each row is"), self.mapping.kind, (("", tuple(names)),))

    @cached_property
    def picture(self) -> list[tuple[Control, list[str], str]]:
        """The first and last rows: what each is, its number and cells."""
        layout, roles = self.mapping.layout, tuple(ROLES.items())
        rows = []
        for number, cells in self.upload.picture["top"] + self.upload.picture["end"]:
            label = _("row %(row)s") % {"row": number}
            role = role_of(layout, number)
            options = tuple((code, str(word)) for code, word in roles)
            rows.append((Control(f"row-{number}", label, role, (("", options),)), cells, role))
        return rows

    @property
    def found(self) -> str:
        """The layout in words: "Header: row 2. Data: rows 3–9. Left out: rows 1, 11"."""
        layout = self.mapping.layout
        rows = f"{layout.first}–{layout.last or self.picture[-1][0].name.removeprefix('row-')}"
        left = ", ".join(map(str, (*layout.titles, *layout.notes)))
        words = {"header": ", ".join(map(str, layout.headers)) or "—", "rows": rows, "left": left}
        told = [_("Header: row %(header)s") % words, _("records: rows %(rows)s") % words]
        if left:
            told.append(_("titles and notes: rows %(left)s") % words)
        return " · ".join(told)

    @property
    def first_of_end(self) -> int:
        return len(self.upload.picture["top"])

    @property
    def skipped(self) -> int:
        """Rows that the picture does not show."""
        return self.upload.picture["count"] - len(self.picture)

    # For the whole file

    @cached_property
    def constants(self) -> list[Control]:
        """What no column says: the source first."""
        said = {one.field for one in self.mapping.columns.values() if one.to == FIELD}
        wanted = [
            one
            for one in self.fields.values()
            if one.name not in said | {"slug", "source", "sources_read"}
            and (one.is_needed or one.name in OFTEN_SAID)
        ]
        if self.model is Zone and self.mapping.figures:
            is_unnamed = said.isdisjoint(OF_A_ZONE)
            names = (*OF_FIGURES, *(["zone"] if is_unnamed else []))
            wanted += [one for one in columns_of(Observation) if one.name in names]
        controls = [self._constant(one) for one in wanted]
        if "source" in self.fields and "source" not in said:
            controls.insert(0, self._constant(self.fields["source"]))
        return controls

    def _constant(self, column: Column) -> Control:
        value = self.mapping.constants.get(column.name, "")
        words = {
            "name": f"constant-{column.name}",
            "label": column.label,
            "value": value,
            "is_needed": self._is_needed(column),
        }
        if column.choices:
            return choice(**words, options=[(code, str(word)) for code, word in column.choices])
        related = column.field.related_model
        if related is None or column.field.many_to_many:
            return Control(**words, offered="periods" if column.name == "period" else "")
        if related in (Source, Zone) or column.name not in OFTEN_SAID:
            if value:
                words["help"] = str(related._base_manager.filter(slug=value).first() or "")
            elif related is Source:
                words["help"] = _("Type a part of its title, or fill in a new one below.")
            return Control(**words, offered=related._meta.label_lower)
        return choice(**words, options=[(one.slug, str(one)) for one in related.objects.all()])

    def _is_needed(self, column: Column) -> bool:
        """Whether there can be no preview without it: known zones need nothing more."""
        if self.model is not Zone or column.name == "source":
            return column.is_needed
        return column.name in self._unsaid and self._adds_zones

    @cached_property
    def offered(self) -> dict[str, list[Option]]:
        """Suggestions for texts that name a record, by kind. A query for each kind."""
        wanted = {one.offered for one in self.constants if one.offered} - {"periods"}
        return {
            "periods": [(UNPRINTED, _("the file does not print it"))],
            **{
                label: [(one.slug, str(one)) for one in rows]
                for label in sorted(wanted)
                for rows in [kind_named(label).objects.order_by("-pk")[:LISTED]]
            },
        }

    @cached_property
    def new_source(self) -> list[Control]:
        """The fields of a source that the import is to add."""
        known = {one.name: one for one in columns_of(Source)}
        controls = []
        for name in NEW_SOURCE:
            column, value = known[name], self.mapping.constants.get(f"{OF_SOURCE}{name}", "")
            words = {"name": f"new-{name}", "label": column.label, "value": value}
            options = [(code, str(word)) for code, word in column.choices]
            controls.append(choice(**words, options=options) if options else Control(**words))
        return controls

    @property
    def adds_source(self) -> bool:
        return any(one.value for one in self.new_source)

    # Questions

    @property
    def is_long(self) -> bool:
        return self.upload.picture["count"] > ASKED_AT_ONCE

    @cached_property
    def _asked(self) -> list[Question]:
        """What only a person can say. A long file's questions are those of its last preview."""
        if self.is_long:
            asked = (Question(**one) for one in self.upload.picture.get("asked", ()))
            said = self.mapping.answers
            return [one for one in asked if not {one.key, one.kind} & said.keys()]
        return questions(self.waiting.grid, self.mapping)

    @cached_property
    def _unsaid(self) -> list[str]:
        """What new zones need, and neither a column nor a constant says."""
        said = {one.field for one in self.mapping.columns.values()} | self.mapping.constants.keys()
        return [n for n in OF_NEW_ZONES if self.model is Zone and n not in said]

    def _waits(self, one: Question) -> bool:
        """Whether a name can only be asked about when more is said of new zones."""
        is_zone = one.kind == Zone._meta.label_lower
        return bool(self._unsaid and is_zone and not one.near)

    @property
    def _adds_zones(self) -> bool:
        """Whether zones are new that cannot be made yet."""
        is_new = self.model is Zone and NEW in self.mapping.answers.values()
        return bool(self._unsaid) and (is_new or any(map(self._waits, self._asked)))

    @cached_property
    def questions(self) -> list[tuple[Question, Control]]:
        return [(one, _as_control(one)) for one in self._asked if not self._waits(one)]

    @cached_property
    def rest(self) -> Control | None:
        """What can be said of all cells that cannot be read, if they are many."""
        value = self.mapping.answers.get(CELL, "")
        if not value and sum(one.kind == CELL for one in self._asked) <= FEW:
            return None
        options = (
            (NEGATIVE, _("numbers in brackets or with a triangle are negative")),
            (LEAVE_OUT, _("leave them all out")),
        )
        one_by_one = (("", _("one by one")), *options)
        label = _("All other cells that cannot be read")
        return Control(f"answer-{CELL}", label, value, (("", one_by_one),))

    @cached_property
    def answered(self) -> list[Control]:
        """What was answered already, to be changed."""
        words = {NEW: _("a new record"), LEAVE_OUT: _("leave it out")}
        again = ("", _("ask again"))
        return [
            Control(
                f"answer-{key}",
                f"“{key.rpartition(':')[2]}”",
                value,
                (("", ((value, words.get(value, value)), again)),),
            )
            for key, value in self.mapping.answers.items()
            if key != CELL
        ]

    @cached_property
    def problems(self) -> list[str]:
        """What must be said before there can be a preview, in sentences."""
        told = [*own_problems(self.mapping), *problems(self.mapping)]
        if new := [one.words for one in self._asked if self._waits(one)]:
            labels = ", ".join(self.fields[name].label for name in self._unsaid)
            words = {"names": labels, "zones": ", ".join(new[:NAMED]), "count": len(new)}
            sentence = ngettext(
                "%(zones)s is new here: say its %(names)s.",
                "%(count)s zones are new here (%(zones)s …): say their %(names)s.",
                len(new),
            )
            told.append(sentence % words)
        elif self._adds_zones:
            labels = ", ".join(self.fields[name].label for name in self._unsaid)
            told.append(_("Say of the new zones: %(names)s.") % {"names": labels})
        asked = [] if self.is_long else [one for one, _control in self.questions]
        return [*told, *map(_to_say, asked)]


def _to_say(one: Question) -> str:
    if one.kind == CELL:
        return _("Correct or leave out “%(words)s”.") % {"words": one.words}
    return _("Say who is meant by “%(words)s”.") % {"words": one.words}


def _as_control(one: Question) -> Control:
    options = list(one.near)
    if one.may_be_new:
        options.append((NEW, _("a new record")))
    options.append((LEAVE_OUT, _("leave it out") if one.kind == CELL else _("leave its rows out")))
    return choice(f"answer-{one.key}", one.words, "", options)
