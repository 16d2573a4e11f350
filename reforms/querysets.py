"""What the pages of this app ask of the database, named after the page that asks."""

from django.db.models import Count, Exists, OuterRef, Prefetch

from core.models import SlugQuerySet


class ReformTypeQuerySet(SlugQuerySet):
    def for_taxonomy(self):
        """Types with their group and the number of reforms and zones. One query."""
        return self.select_related("group").annotate(
            reform_count=Count("reforms", distinct=True),
            zone_count=Count("reforms__zone", distinct=True),
        )


class ReformQuerySet(SlugQuerySet):
    def for_list(self):
        """Rows of the list: zone, source, types and whether a figure is reported. Two queries."""
        outcomes = self.model._meta.get_field("outcomes").related_model.objects
        return (
            self.select_related("zone__province", "source")
            .prefetch_related("types")
            .annotate(has_figure=Exists(outcomes.filter(reform=OuterRef("pk"))))
        )

    def for_detail(self):
        """One reform with its types, groups and outcomes. Four queries."""
        outcomes = self.model._meta.get_field("outcomes").related_model.objects
        return self.select_related("zone__province", "source").prefetch_related(
            "types__group", Prefetch("outcomes", queryset=outcomes.for_display())
        )

    def for_zone_page(self):
        """Reforms of a zone with their types and groups. Three queries."""
        return (
            self.select_related("source")
            .prefetch_related("types__group", "outcomes__metric")
            .order_by("slug")
        )
