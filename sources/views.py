"""Pages of sources."""

from core.web.pages import FacetedListView, RecordDetail
from sources import fields
from sources.drafts import drafts_by_source
from sources.evidence.access import keeps_articles, may_read_articles, sees_draft_facts
from sources.evidence.numbers import overview
from sources.filters import SourceFilterSet
from sources.models import ArticleText

SHOWN_AT_MOST = 100


class SourceList(FacetedListView):
    filterset_class = SourceFilterSet
    table = fields.LISTED_SOURCES
    template_name = "sources/source_list.html"


class SourceDetail(RecordDetail):
    """A source with its facts. Long lists of reforms and figures are cut."""

    table = fields.SOURCES

    def get_context_data(self, **kwargs):
        """Its facts; for readers of its text also the state of its citations, a dozen queries."""
        user, source = self.request.user, self.object
        if may_read_articles(user):
            kwargs["keeps_articles"] = keeps_articles(user)
            text = ArticleText.objects.filter(source=source).first()
            with_drafts = sees_draft_facts(user)
            if with_drafts:
                kwargs["draft_count"] = drafts_by_source(source=source)[source.pk]
            kwargs["overview"] = text and overview(source, text.text, with_drafts=with_drafts)
        return super().get_context_data(
            repeated_by=source.repeated_by.visible_to(user).order_by("issued_earliest", "slug"),
            reforms=source.reform_set.public().for_source_page()[:SHOWN_AT_MOST],
            policies=source.policy_set.public().for_source_page(),
            observations=source.observation_set.public().for_source_page()[:SHOWN_AT_MOST],
            shown_at_most=SHOWN_AT_MOST,
            **kwargs,
        )
