"""What the pages of this app ask of the database, named after the page that asks."""

from django.db import models
from django.db.models import F, OuterRef, Subquery

from core.models import SlugQuerySet, count_of, public_related

APPROVED_AREA = "approved-area"


class ZoneQuerySet(SlugQuerySet):
    def for_list(self):
        """Rows of the list: province, counts, and the catalogue's area. One query."""
        return self.select_related("province").with_counts().with_approved_area()

    def with_counts(self):
        """Adds `reform_count` and `figure_count`."""
        return self.annotate(
            reform_count=count_of(self.model, "reforms"),
            figure_count=count_of(self.model, "observations"),
        )

    def with_approved_area(self):
        """Adds `approved_area` in hectares, null where no catalogue gives one."""
        figures = self.model._meta.get_field("observations").related_model.objects.public()
        area = figures.filter(zone=OuterRef("pk"), metric__slug=APPROVED_AREA)
        return self.annotate(
            approved_area=Subquery(area.order_by("slug").values("canonical_value")[:1])
        )

    def with_reforms(self):
        """Zones of which at least one reform is recorded."""
        return self.filter(pk__in=public_related(self.model, "reforms"))

    def for_detail(self, user=None):
        return self.select_related("province", "source").prefetch_related("sources_read")


class MetricQuerySet(SlugQuerySet):
    def for_list(self):
        return self.annotate(
            figure_count=count_of(self.model, "observations"),
            zone_count=count_of(self.model, "observations", of="zone"),
        )


class ObservationQuerySet(SlugQuerySet):
    def for_display(self):
        """With all that a row of figures shows. One query."""
        return self.select_related("metric", "source", "zone__province", "reform", "part_of")

    def for_zone_page(self):
        """By metric, newest period first, periods not stated last."""
        return self.for_display().order_by(
            "metric__topic", "metric__slug", F("period_latest").desc(nulls_last=True), "slug"
        )

    def for_metric_page(self, *, lowest_first: bool):
        """Figures of one metric: zones with reforms first, then by value, words last."""
        value = F("canonical_value")
        by_value = value.asc(nulls_last=True) if lowest_first else value.desc(nulls_last=True)
        return (
            self.for_display()
            .annotate(has_reform=models.Exists(_reforms_of_the_zone(self.model)))
            .order_by("-has_reform", "status", by_value, "slug")
        )


def _reforms_of_the_zone(observation_model):
    reform_model = observation_model._meta.get_field("reform").related_model
    return reform_model.objects.public().filter(zone=OuterRef("zone"))
