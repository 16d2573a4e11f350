"""Querysets of this app's pages."""

from django.db.models import Exists, OuterRef, Prefetch

from core.records.models import SlugQuerySet
from core.web.counts import counted_by


class ReformTypeQuerySet(SlugQuerySet):
    def for_list(self):
        """Types with their group and counts of reforms and zones. One query."""
        return self.select_related("group").annotate(
            reform_count=counted_by(self.model, "reforms"),
            zone_count=counted_by(self.model, "reforms", of="zone"),
        )


class ReformQuerySet(SlugQuerySet):
    def for_list(self):
        """Rows of the list: zone, source, types and whether it has a figure. Two queries."""
        outcomes = self.model._meta.get_field("outcomes").related_model.objects.public()
        return (
            self.select_related("zone__province", "source")
            .prefetch_related("types")
            .annotate(has_figure=Exists(outcomes.filter(reform=OuterRef("pk"))))
        )

    def for_detail(self, user=None):
        """One reform with its types, groups and outcomes. Four queries."""
        outcomes = self.model._meta.get_field("outcomes").related_model.objects
        return self.select_related("zone__province", "source").prefetch_related(
            "types__group", Prefetch("outcomes", queryset=outcomes.visible_to(user).for_display())
        )

    def for_source_page(self):
        """By zone. One query."""
        return self.select_related("zone").order_by("zone__pinyin", "slug")

    def for_zone_page(self):
        """Reforms of a zone with their types and groups. Three queries."""
        outcomes = self.model._meta.get_field("outcomes").related_model.objects
        shown = Prefetch("outcomes", queryset=outcomes.public().select_related("metric"))
        return (
            self.select_related("source").prefetch_related("types__group", shown).order_by("slug")
        )
