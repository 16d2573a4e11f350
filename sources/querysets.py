"""What the pages of this app ask of the database, named after the page that asks."""

from core.records.models import SlugQuerySet, count_of


class SourceQuerySet(SlugQuerySet):
    def for_list(self):
        """Rows of the list with the number of facts read in each source. One query."""
        return self.annotate(
            reform_count=count_of(self.model, "reform_set"),
            figure_count=count_of(self.model, "observation_set"),
            policy_count=count_of(self.model, "policy_set"),
        )

    def for_detail(self, user=None):
        """One source with the number of facts read in it. One query."""
        return self.for_list()
