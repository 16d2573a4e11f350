"""Queries of the sources' pages."""

from core.records.models import SlugQuerySet, count_of
from core.web.counts import counted_by


class SourceQuerySet(SlugQuerySet):
    def for_list(self):
        """With the number of facts of each source. One query."""
        return self.annotate(
            reform_count=count_of(self.model, "reform_set"),
            figure_count=count_of(self.model, "observation_set"),
            policy_count=count_of(self.model, "policy_set"),
        )

    def for_page(self, keys):
        """The same of these few sources, from the indexes. One query."""
        return self.filter(pk__in=keys).annotate(
            reform_count=counted_by(self.model, "reform_set", among=keys),
            figure_count=counted_by(self.model, "observation_set", among=keys),
            policy_count=counted_by(self.model, "policy_set", among=keys),
        )

    def for_detail(self, user=None):
        return self.for_list()
