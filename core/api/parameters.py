"""The API's query parameters: parsed, refused and documented from one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.api.problems import ParameterProblem
from core.web.facets import (
    MAX_VALUES,
    NOT_STATED,
    ChoiceFacet,
    Facet,
    FacetField,
    YearFacet,
    nearest,
    printable,
)
from core.web.filtersets import FacetedFilterSet

MAX_PAGE_SIZE = 500
SLUG_PATTERN = "^[a-z0-9][a-z0-9-]{0,79}$"


@dataclass(frozen=True)
class Parameter:
    """A query parameter; `schema` (JSON Schema) describes one value."""

    name: str
    about: str | Promise
    schema: dict
    is_repeatable: bool = False
    most: int | None = None  # number of values of a repeatable one
    is_comma_separated: bool = False  # several values in one text
    is_required: bool = False

    @property
    def accepted(self) -> tuple[str, ...]:
        """Its values, if few enough to list."""
        return tuple(self.schema.get("enum", ()))

    @property
    def may_be_empty(self) -> bool:
        """Whether it is free text, which a form sends empty."""
        return self.schema["type"] == "string" and not self.schema.keys() & {"enum", "pattern"}


LANGUAGE = Parameter(
    "lang",
    gettext_lazy("Language of labels, sentences and problems; without it, Accept-Language."),
    {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]},
)


class PageForm(forms.Form):
    page_size = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_PAGE_SIZE,
        initial=settings.PAGE_SIZE,
        help_text=gettext_lazy("Records on a page."),
    )
    after = forms.CharField(
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Where the page begins: taken from `next`, never made up."),
    )
    count = forms.ChoiceField(
        required=False,
        choices=[("true", ""), ("false", "")],
        initial="false",
        help_text=gettext_lazy("Whether to count all records under these filters."),
    )


@cache
def of_list(filterset_class: type[FacetedFilterSet]) -> tuple[Parameter, ...]:
    """The parameters of a list: filters and sort of a FilterSet, and paging."""
    made = []
    for name, one in filterset_class.base_filters.items():
        schema, is_facet = _schema(one.field_class(**one.extra)), isinstance(one, Facet)
        if name == "sort":
            schema["default"] = schema["enum"][0]
        most = MAX_VALUES if is_facet else None
        made.append(Parameter(name, one.label, schema, is_facet, most))
    for name, field in PageForm.base_fields.items():
        made.append(Parameter(name, field.help_text, _schema(field)))
    return tuple(made)


def of_fields(names: Sequence[str]) -> Parameter:
    about = gettext_lazy("Only these fields of each record, separated by commas.")
    schema = {"type": "string", "enum": list(names)}
    return Parameter("fields", about, schema, is_comma_separated=True)


def _schema(field: forms.Field) -> dict:
    match field:
        case FacetField(facet=ChoiceFacet() as facet):
            return {"type": "string", "enum": list(facet.enumeration.values)}
        case FacetField(facet=YearFacet()):
            return {"type": "string", "pattern": rf"^([12]\d{{3}}|{NOT_STATED})$"}
        case FacetField():
            return {"type": "string", "pattern": SLUG_PATTERN}
        case forms.IntegerField():
            kind = "number" if isinstance(field, forms.DecimalField) else "integer"
            schema = {"type": kind, "minimum": field.min_value, "maximum": field.max_value}
        case forms.ChoiceField():
            schema = {"type": "string", "enum": [key for key, _label in field.choices]}
        case _:
            schema = {"type": "string", "maxLength": field.max_length}
    return schema if field.initial is None else {**schema, "default": field.initial}


def misused(query: QueryDict, known: Sequence[Parameter]) -> list[ParameterProblem]:
    """Unknown, missing or wrongly repeated parameters."""
    by_name = {parameter.name: parameter for parameter in known}
    problems = []
    for name, values in query.lists():
        one = by_name.get(name)
        if one is None:
            likely = tuple(nearest(name, list(by_name)))
            detail = _("There is no such parameter here. There are, for instance: %(names)s.")
            problems.append(ParameterProblem(name, detail % {"names": ", ".join(likely)}, likely))
        elif len(values) > 1 and not one.is_repeatable:
            detail = _("This parameter takes one value, and %(number)s were given.")
            problems.append(ParameterProblem(name, detail % {"number": len(values)}))
        elif one.most and len(values) > one.most:
            detail = _("Too many values: %(limit)s at most.") % {"limit": one.most}
            problems.append(ParameterProblem(name, detail))
        elif "" in values and not one.may_be_empty:
            detail = _("This parameter is given without a value: leave it out, or give one.")
            problems.append(ParameterProblem(name, detail, one.accepted))
        elif one.is_comma_separated:
            unknown = [value for value in values[0].split(",") if value not in one.accepted]
            problems += [_not_offered(one, value) for value in unknown[:1]]
    missing = [one.name for one in known if one.is_required and one.name not in query]
    return problems + [ParameterProblem(name, _("This parameter is needed.")) for name in missing]


def _not_offered(parameter: Parameter, value: str) -> ParameterProblem:
    detail = _("“%(value)s” is not one of them. Accepted are: %(accepted)s.") % {
        "value": printable(value),
        "accepted": ", ".join(parameter.accepted),
    }
    return ParameterProblem(parameter.name, detail, parameter.accepted)


def of_form(form: forms.Form, known: Sequence[Parameter]) -> list[ParameterProblem]:
    by_name = {parameter.name: parameter for parameter in known}
    return [
        _of_error(by_name[name], error)
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]


def _of_error(parameter: Parameter, error: ValidationError) -> ParameterProblem:
    [detail] = error.messages
    if "accepted" in (error.params or {}):  # a facet adds values similar to the given one
        accepted = parameter.accepted or tuple(error.params["accepted"].split(", "))
        return ParameterProblem(parameter.name, detail, accepted)
    if parameter.accepted:
        return _not_offered(parameter, error.params["value"])
    return ParameterProblem(parameter.name, detail)
