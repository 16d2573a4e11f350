"""The data set and its terms as structured data for search engines."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.language.units import UNITS
from core.records.models import in_readers_language
from core.templatetags.texts import linked_data
from core.web.addresses import absolute
from opendata import about, downloads
from zones.figures import measured

register = template.Library()

DOCUMENTS = 100  # at most; the data set lists all


@register.simple_tag(takes_context=True)
def dataset(context):
    """The data set: topics, version, files, sources. Two queries besides the version's."""
    request, version = context["request"], context["data_version"]
    found = {
        "@type": "Dataset",
        "@id": absolute(request, "/#dataset"),
        "name": about.TITLE,
        "description": about.DESCRIPTION,
        "url": absolute(request, reverse("home")),
        "inLanguage": ["zh-Hans", "en"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": settings.SITE_TITLE},
        "spatialCoverage": {"@type": "Place", "name": _("China")},
        "usageInfo": absolute(request, f"{reverse('open-data')}#rights"),
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": str(metric),
                "unitText": UNITS[metric.unit].symbol_en,
            }
            for metric in measured()
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": downloads.FILES[name].media_type,
                "contentUrl": absolute(request, reverse("download", args=[name])),
            }
            for name in (downloads.ZIP, downloads.SQLITE)
        ],
        "isBasedOn": [_document(request, source) for source in about.sources(DOCUMENTS)],
    }
    if version:
        found |= {"version": str(version), "dateModified": version.changed}
    return linked_data(found)


def _document(request, source) -> dict:
    found = {
        "@type": "CreativeWork",
        "name": str(source),
        "url": absolute(request, source.get_absolute_url()),
    }
    if source.publisher:
        publisher = in_readers_language(source, "publisher")
        found["publisher"] = {"@type": "Organization", "name": publisher}
    return found


@register.simple_tag(takes_context=True)
def glossary_data(context, groups, topics):
    """The terms of the glossary as two sets. No queries."""
    page = absolute(context["request"], context["request"].path)
    kinds = [term for _group, terms in groups for term in terms]
    metrics = [term for _topic, terms in topics for term in terms]
    return linked_data(
        {
            "@graph": [
                _term_set(page, "types", gettext("Types of reform"), kinds),
                _term_set(page, "metrics", gettext("Metrics"), metrics),
            ]
        }
    )


def _term_set(page: str, anchor: str, name: str, terms) -> dict:
    return {
        "@type": "DefinedTermSet",
        "@id": f"{page}#{anchor}",
        "name": name,
        "inLanguage": "zh-Hans" if get_language() == "zh-hans" else "en",
        "hasDefinedTerm": [_defined(page, term) for term in terms],
    }


def _defined(page: str, term) -> dict:
    record = term.record
    names = {record.name, record.name_en, *term.aliases} - {str(record), ""}
    return {
        "@type": "DefinedTerm",
        "@id": f"{page}#{term.anchor}",
        "url": f"{page}#{term.anchor}",
        "termCode": record.slug,
        "name": str(record),
        "alternateName": sorted(names),
        "description": in_readers_language(record, "definition"),
    }
