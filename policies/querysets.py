"""What the pages of this app ask of the database, named after the page that asks."""

from django.db.models import Count

from core.models import SlugQuerySet


class PolicyQuerySet(SlugQuerySet):
    def for_list(self):
        """Rows of the list: province, agencies, instruments, number of targets. Three queries."""
        return (
            self.select_related("province", "source")
            .prefetch_related("agencies", "instruments")
            .annotate(target_count=Count("targets", distinct=True))
        )

    def for_detail(self):
        """A policy with its targets, their metrics, sources and follow-ups. Six queries."""
        return self.select_related("province", "source").prefetch_related(
            "agencies",
            "instruments",
            "targets__metric",
            "targets__source",
            "targets__follow_ups__source",
        )
