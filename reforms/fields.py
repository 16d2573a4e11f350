"""The public columns of reforms and their taxonomy, and their pages' files."""

from django.utils.translation import gettext_lazy as _

from core.web.files import Part, add_part, part
from core.web.tables import Column, Kind, column, table
from reforms.models import Reform, ReformGroup, ReformType
from reforms.portfolio import portfolio
from sources.fields import citation
from sources.models import Source
from zones.fields import OBSERVATIONS, READ, REPORTED, not_reported
from zones.models import Zone

REFORM_GROUPS = table(
    ReformGroup,
    "reform_groups",
    "slug",
    "name",
    "definition",
    "position",
)

LISTED_REFORM_GROUPS = REFORM_GROUPS.plus(
    Column("type_count", _("Types"), Kind.INTEGER, "type_count"),
)

REFORM_TYPES = table(
    ReformType,
    "reform_types",
    "slug",
    "group",
    "name",
    "definition",
    "aliases",
    "position",
)

LISTED_REFORM_TYPES = REFORM_TYPES.plus(
    Column("reform_count", _("Recorded reforms"), Kind.INTEGER, "reform_count"),
    Column("zone_count", _("Zones with reforms"), Kind.INTEGER, "zone_count"),
)

REFORMS = table(
    Reform,
    "reforms",
    "slug",
    column("zone", heading=_("Zone"), partial="zones/_zone_of.html"),
    "zone__province",
    "zone__tier",
    "title",
    "summary",
    # Only a draft is without.
    column("types", heading=_("Types"), partial="reforms/_types_of.html", blank=""),
    column("stage", heading=_("Stage"), partial="_partials/stage_of.html"),
    column("started", heading=_("Started"), partial="reforms/_since_of.html"),
    column(
        "legal_basis",
        heading=_("Legal or document basis"),
        partial="_partials/legal_basis_of.html",
        about=_("The document or mandate that the source names."),
        blank=_("the source names none"),
    ),
    "note",
    *citation(),
)

LISTED_REFORMS = REFORMS.plus(
    Column("has_figure", _("Figure reported"), Kind.YES_NO, "has_figure"),
)

NOT_REPORTED = not_reported("type", _("Reform type"), REPORTED[1], READ[1])


def types_not_reported_of_zone(zone: Zone) -> Part:
    """Types that no source read for the zone mentions; none for a zone without reforms."""

    def rows():
        read = sorted(source.slug for source in zone.sources_read.all())
        reforms = list(zone.reforms.public().prefetch_related("types"))
        state = "not-reported" if reforms else "not-read"
        for group in portfolio(reforms):
            for one in group.not_reported:
                yield [one.slug, one.name, one.name_en, state, read]

    return Part("types_not_reported", _("Types not reported"), NOT_REPORTED, rows)


add_part(Reform, 10, lambda reform: part(OBSERVATIONS, reform.outcomes.public().order_by("slug")))
add_part(Zone, 10, lambda zone: part(REFORMS, zone.reforms.public().order_by("slug")))
add_part(Zone, 30, types_not_reported_of_zone)
add_part(Source, 20, lambda it: part(REFORMS, it.reform_set.public().for_source_page()))
