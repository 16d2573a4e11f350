from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Tier(models.TextChoices):
    """The level at which a zone was approved, as its source states it."""

    NATIONAL = "national", _("National")
    PROVINCIAL = "provincial", _("Provincial")
    NOT_STATED = "not-stated", _("Not stated")


class ZoneKind(models.TextChoices):
    """The kinds of the official catalogue, those that only newspapers name, and chemical parks.

    A province recognises chemical parks by lists of its own; one that is a zone of the catalogue
    keeps the catalogue's kind.
    """

    ETDZ = "etdz", _("Economic and technological development zone")
    HTDZ = "htdz", _("High-tech industrial development zone")
    EDZ = "edz", _("Economic development zone")
    INDUSTRIAL_PARK = "industrial-park", _("Industrial park")
    CUSTOMS = "customs", _("Special customs supervision area")
    BORDER = "border", _("Border or cross-border economic cooperation zone")
    CHEMICAL_PARK = "chemical-park", _("Chemical park")
    TOURISM = "tourism", _("Ecological and cultural tourism demonstration zone")
    OTHER = "other", _("Other kinds of zone")


class EventKind(models.TextChoices):
    """What can become of a zone."""

    FOUNDED = "founded", _("founded")
    APPROVED = "approved", pgettext_lazy("of a zone", "approved")
    RENAMED = "renamed", _("renamed")
    UPGRADED = "upgraded", _("upgraded to national level")
    MERGED = "merged-into", _("merged into another zone")
    SPLIT = "split-from", _("split from another zone")
    EXTENDED = "extended", _("extended")
    REVOKED = "revoked", _("revoked")


NEED_ANOTHER_ZONE = [EventKind.MERGED, EventKind.SPLIT]


class Quantity(models.TextChoices):
    """The sort of magnitude that a metric measures."""

    MONEY = "money", _("Money")
    AREA = "area", _("Area")
    COUNT = "count", _("Count")
    SHARE = "share", _("Share")
    GROWTH = "growth", _("Growth")
    REDUCTION = "reduction", _("Reduction")
    DURATION = "duration", _("Duration")
    RANK = "rank", _("Rank")
    MASS = "mass", _("Mass")


class Direction(models.TextChoices):
    """Which way is better, if any."""

    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")
    NEITHER = "neither", _("Neither a high nor a low value is better")


class Topic(models.TextChoices):
    """The headings of figures."""

    ECONOMY = "economy", _("Economy")
    PEOPLE_AND_LAND = "people-and-land", _("Population and land area")
    APPROVALS = "approvals", _("Approvals")
    SERVICES = "services", _("Services to enterprises")
    LAND = "land", _("Land supply")
    PROJECTS = "projects", _("Projects and investment")
    FINANCE = "finance", _("Finance and subsidies")
    GOVERNANCE = "governance", _("Governance and personnel")
    STANDING = "standing", _("Standing among zones")
    CHEMICAL_PARKS = "chemical-parks", _("Chemical parks")


class Bound(models.TextChoices):
    """How a printed number limits the true one (an addition to SDMX)."""

    EXACTLY = "exactly", _("exactly")
    AT_LEAST = "at-least", _("at least")
    AT_MOST = "at-most", _("at most")
    ABOUT = "about", _("about")
    OVER = "over", _("over")


class Basis(models.TextChoices):
    """How a figure relates to its period."""

    OVER_PERIOD = "over-period", _("over the period")
    CUMULATIVE = "cumulative", _("cumulative since its start")
    YEAR_TO_DATE = "year-to-date", _("year to date")
    AT_POINT = "at-point", _("at a point in time")
    STANDING_RULE = "standing-rule", _("a standing rule")
    NOT_STATED = "not-stated", _("not stated")


class Status(models.TextChoices):
    """The kind of statement of a figure."""

    ACTUAL = "actual", _("actual")
    TARGET = "target", pgettext_lazy("kind of figure", "target")
    COMMITMENT = "commitment", _("commitment")
    FORECAST = "forecast", _("forecast")


class Rank(models.TextChoices):
    """Which of several values for the same thing to prefer (as in Wikidata)."""

    PREFERRED = "preferred", _("preferred")
    NORMAL = "normal", _("normal")
    DEPRECATED = "deprecated", _("deprecated")


class ScopeAspect(models.TextChoices):
    """What sets the scopes of a metric apart from each other."""

    COVERAGE = "coverage", _("what is counted in")
    POPULATION = "population", _("who or what is counted")
    DENOMINATOR = "denominator", _("what it is a share or rate of")
    PROCEDURE = "procedure", _("which procedure")
    RANKING = "ranking", _("which ranking")


class GrowthBase(models.TextChoices):
    """What a rate of growth compares with."""

    YEAR_BEFORE = "year-before", _("the same period a year before")
    PERIOD_BEFORE = "period-before", _("the period before")
    NAMED_PERIOD = "named-period", _("a named year")
    NOT_STATED = "not-stated", _("not stated")


class Prices(models.TextChoices):
    """The prices of an amount of money or of a rate of growth."""

    CURRENT = "current", _("current prices")
    CONSTANT = "constant", _("comparable or constant prices")
    NOT_STATED = "not-stated", _("not stated")


class Realisation(models.TextChoices):
    """How far the reported amount has come true."""

    PLANNED = "planned", _("planned")
    APPROVED = "approved", pgettext_lazy("of an amount", "approved")
    CONTRACTED = "contracted", _("contracted")
    PAID = "paid", _("paid in or actually used")
    BUILT = "built", _("built or completed")
    NOT_STATED = "not-stated", _("not stated")


class Release(models.TextChoices):
    """Whether a figure is still to be revised (the observation status of SDMX)."""

    PRELIMINARY = "preliminary", _("preliminary")
    REVISED = "revised", _("revised")
    FINAL = "final", _("final")
    NOT_STATED = "not-stated", _("not stated")
