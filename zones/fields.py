"""The public columns of provinces, zones, metrics and figures, and their pages' files."""

from django.db.models import CharField, Value
from django.db.models.functions import Concat
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from core.language.units import canonical_unit
from core.web.files import Part, add_part, part
from core.web.tables import Column, Given, Kind, Text, column, table
from sources.fields import citation
from sources.models import Source
from zones.choices import Tier
from zones.figures import metrics_not_reported
from zones.models import Metric, Observation, Province, Scope, Zone, ZoneEvent, ZoneName

PROVINCES = table(
    Province,
    "provinces",
    "slug",
    "code",
    "name",
    "short_name",
    "abbreviation",
    "tile_row",
    "tile_column",
)

LISTED_PROVINCES = PROVINCES.plus(
    Column("zone_count", _("Zones"), Kind.INTEGER, "zone_count"),
    Column("policy_count", _("Policies"), Kind.INTEGER, "policy_count"),
)

ZONES = table(
    Zone,
    "zones",
    "slug",
    "name",
    "short_name",
    column("aliases", heading=_("Other names"), is_terms=True),
    ("province", _("Province")),
    ("city", _("City or county")),
    ("tier", _("Tier")),
    ("kind", _("Kind")),
    column(
        "catalogue_code",
        heading=_("Code in the 2018 catalogue"),
        unsaid=_("no code of its own in our copy of the catalogue"),
        blank=_("no code of its own in our copy of the catalogue"),
    ),
    column("approved", heading=_("Approved"), unsaid=_("not stated")),
    column("industries", heading=_("Leading industries"), unsaid=_("not stated"), is_terms=True),
    ("website", _("Website")),
    "note",
    column(
        "sources_read",
        is_alone=True,
        heading=_("Sources read"),
        about=_("What none of them mentions is “not reported”."),
    ),
    *citation(heading=_("Profile taken from")),
)

ZONE_NAMES = table(
    ZoneName,
    "zone_names",
    "slug",
    "zone",
    "name",
    "since",
    "until",
    "note",
    *citation(),
)

ZONE_EVENTS = table(
    ZoneEvent,
    "zone_events",
    "slug",
    "zone",
    "kind",
    "date",
    column("other", blank=_("none, or there is no record of it: see its name")),
    column("other_name", blank=_("none, or there is a record of it: see its key")),
    "note",
    *citation(),
)

SCOPES = table(
    Scope,
    "scopes",
    "slug",
    ("metric", _("Metric")),
    "name",
    column("aliases", heading=_("Other names"), is_terms=True),
    ("aspect", capfirst(_("what sets it apart"))),
    column("broader", heading=_("Broader scope"), blank=_("no broader scope is recorded")),
    "definition",
    "assessor",
    "edition",
    "out_of",
)

LISTED_SCOPES = SCOPES.plus(
    Column("figure_count", _("Recorded figures"), Kind.INTEGER, "figure_count"),
)

REPORTED = (("reported", _("reported")), ("not-reported", _("not reported")))
READ = (("recorded", _("recorded")), ("not-read", _("not read yet")))

LISTED_ZONES = ZONES.plus(
    Column(
        "approved_area",
        _("Approved area (ha)"),
        Kind.NUMBER,
        "approved_area",
        about=_("In hectares, as the catalogue gives it; null where no source does."),
        blank=_("not reported"),
    ),
    Column(
        "approved_area_state",
        _("Approved area: state"),
        Kind.CODE,
        "approved_area",
        choices=REPORTED,
        convert=lambda area: "not-reported" if area is None else "reported",
    ),
    Column(
        "reform_count",
        _("Recorded reforms"),
        Kind.INTEGER,
        "reform_count",
        about=_("Null, not nought, where no article about its reforms has been read yet."),
        blank=_("no article about its reforms has been read yet"),
        convert=lambda count: count or None,
    ),
    Column(
        "reforms_state",
        _("Recorded reforms: state"),
        Kind.CODE,
        "reform_count",
        choices=READ,
        convert=lambda count: "recorded" if count else "not-read",
    ),
    Column("figure_count", _("Recorded figures"), Kind.INTEGER, "figure_count"),
)

METRICS = table(
    Metric,
    "metrics",
    "slug",
    "name",
    "definition",
    column("aliases", heading=_("Other names"), is_terms=True),
    ("topic", _("Topic")),
    ("quantity", _("Quantity")),
    column(
        "unit",
        heading=_("Unit for comparing"),
        about=_("Reported values are converted to this unit."),
    ),
    ("direction", _("How to read it")),
    column(
        "applies_to",
        heading=capfirst(_("makes sense only for the tier")),
        blank=_("it makes sense for every zone"),
    ),
)

LISTED_METRICS = METRICS.plus(
    Column("figure_count", _("Recorded figures"), Kind.INTEGER, "figure_count"),
    Column("zone_count", _("Zones with figures"), Kind.INTEGER, "zone_count"),
)


def _kept_in(units: str) -> str | None:
    """The canonical unit of a printed unit and its metric's, given with a space between."""
    printed, _space, of_metric = units.partition(" ")
    return canonical_unit(printed, of_metric) if of_metric else None


def reported_value(
    heading: Text = "", bound_heading: Text = "", without_metric: Text = ""
) -> tuple[Given, ...]:
    """A number as printed and converted, or words; `without_metric` explains a blank unit."""
    return (
        column(
            "value",
            heading=heading,
            partial="_partials/value_of.html",
            about=_("The number as printed, in the printed unit."),
            blank=_("the source gives no number; see the value in words"),
        ),
        column("unit", blank=_("no number, so no unit")),
        column(
            "bound",
            heading=bound_heading,
            about=_("How the printed number limits the true one."),
        ),
        column("value_text", blank=_("the source gives a number")),
        column(
            "canonical_value",
            label=_("Value converted"),
            about=_("The value in the canonical unit."),
            blank=_("the source gives no number; see the value in words"),
        ),
        column(
            "metric__unit",
            name="canonical_unit",
            label=_("Canonical unit"),
            path=Concat("unit", Value(" "), "metric__unit", output_field=CharField()),
            convert=_kept_in,
            is_own=True,
            about=_(
                "The unit of the metric, or one like it: of dollars dollars, as none converts."
            ),
            blank=without_metric,
        ),
    )


def limit(name: str, heading: Text, **options) -> Given:
    """A column of what few figures have: pages leave it out where it is not stated."""
    return column(name, heading=heading, silent="not-stated", **options)


OBSERVATIONS = table(
    Observation,
    "observations",
    "slug",
    column("zone", heading=_("Zone"), partial="zones/_zone_of.html"),
    column("metric", heading=_("Metric"), partial="zones/_metric_of.html"),
    column(
        "reform",
        is_alone=True,
        heading=_("Reported with"),
        about=_("The reform that the source reports it with."),
        blank=_("the source does not report it with a reform"),
    ),
    column(
        "part_of",
        heading=_("Part of"),
        about=_("The total that this figure is a part of."),
        blank=_("no part of a recorded total"),
    ),
    *reported_value(bound_heading=_("Bound")),
    column("value_high", blank=_("no range")),
    column("canonical_high", label=_("Upper value converted"), blank=_("no range")),
    column("period", heading=_("Period"), partial="zones/_period_of.html"),
    column("basis", heading=_("Basis"), about=_("How the figure relates to its period.")),
    column(
        "status",
        heading=_("Kind of statement"),
        about=_("A fact, or what is aimed at, promised or expected."),
    ),
    column(
        "scope",
        heading=_("Scope"),
        unsaid=_("no narrower scope stated"),
        about=_("What the figure covers, of the scopes of its metric."),
        blank=_("as the metric's definition says"),
    ),
    column(
        "detail",
        heading=_("Detail"),
        about=_("What is singular to the figure, in the source's terms."),
        blank=_("not narrowed down"),
    ),
    limit("growth_base", _("Compared with"), about=_("What a rate of growth compares with.")),
    limit("base_period", _("Base year"), blank=_("no year is named")),
    limit("prices", _("Prices"), about=_("Of money and of growth.")),
    limit(
        "realisation",
        _("How far come true"),
        about=_("Whether the amount is planned, contracted, paid, built …"),
    ),
    limit(
        "release",
        _("Release"),
        about=_("Whether it is still to be revised: SDMX's observation status."),
    ),
    column("rank", about=_("Which value to prefer where two sources disagree.")),
    "rank_reason",
    "note",
    *citation(),
)


def not_reported(name: str, label: Text, *states: tuple[str, Text]) -> tuple[Column, ...]:
    """Columns for what is recorded of other zones but not of one, with the sources read."""
    return (
        Column(name, label, Kind.KEY),
        Column(f"{name}_name", format_lazy("{} · {}", label, _("name in Chinese"))),
        Column(f"{name}_name_en", format_lazy("{} · {}", label, _("name in English"))),
        Column("state", _("State"), Kind.CODE, choices=states),
        Column("sources_read", _("Looked in"), Kind.KEY, is_list=True),
    )


NOT_REPORTED = not_reported(
    "metric", _("Metric"), REPORTED[1], ("not-applicable", _("not applicable"))
)


def figures_of_zone(zone: Zone, metric: Metric | None = None) -> Part:
    figures = zone.observations.public().for_zone_page()
    return part(OBSERVATIONS, figures.filter(metric=metric) if metric else figures)


def metrics_not_reported_of_zone(zone: Zone) -> Part:
    """Metrics recorded of other zones but not of this one, with the sources read."""

    def rows():
        read = sorted(source.slug for source in zone.sources_read.all())
        reported = set(zone.observations.public().order_by().values_list("metric_id", flat=True))
        for _topic, metrics in metrics_not_reported(reported):
            for metric in metrics:
                applies = metric.applies_to in ("", zone.tier) or zone.tier == Tier.NOT_STATED
                state = "not-reported" if applies else "not-applicable"
                yield [metric.slug, metric.name, metric.name_en, state, read]

    return Part("metrics_not_reported", _("Metrics not reported"), NOT_REPORTED, rows)


def _figures_of_metric(metric: Metric) -> Part:
    return part(OBSERVATIONS, metric.observations.public().for_metric_file(metric))


add_part(Zone, 20, figures_of_zone)
add_part(Zone, 50, lambda zone: part(ZONE_NAMES, zone.names.public().for_list()))
add_part(Zone, 60, lambda zone: part(ZONE_EVENTS, zone.events.public().for_list()))
add_part(Zone, 40, metrics_not_reported_of_zone)
add_part(Metric, 10, _figures_of_metric)
add_part(Source, 10, lambda it: part(ZONES, it.zone_set.public().for_source_page()))
add_part(Source, 30, lambda it: part(OBSERVATIONS, it.observation_set.public().for_source_page()))
add_part(Source, 35, lambda it: part(ZONE_NAMES, it.zonename_set.public().for_source_page()))
add_part(Source, 36, lambda it: part(ZONE_EVENTS, it.zoneevent_set.public().for_source_page()))
