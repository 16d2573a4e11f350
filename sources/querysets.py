"""Queries of the sources' pages."""

from core.records.models import SlugQuerySet, count_of


class SourceQuerySet(SlugQuerySet):
    def for_list(self):
        """With the number of facts of each source. One query."""
        return self.annotate(
            reform_count=count_of(self.model, "reform_set"),
            figure_count=count_of(self.model, "observation_set"),
            policy_count=count_of(self.model, "policy_set"),
        )

    def for_detail(self, user=None):
        return self.for_list()
