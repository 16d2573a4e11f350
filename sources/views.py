"""Pages of sources."""

from typing import NamedTuple

from django.core.validators import slug_re
from django.db.models import QuerySet
from django.http import Http404

from core.web.facets import printable
from core.web.pages import FacetedListView, RecordDetail
from sources import fields
from sources.drafts import drafts_by_source
from sources.evidence.access import keeps_articles, may_read_articles, sees_draft_facts
from sources.evidence.citations import cited_models
from sources.evidence.numbers import overview
from sources.filters import SourceFilterSet
from sources.models import ArticleText, CitedModel

SHOWN_AT_MOST = 100


class SourceList(FacetedListView):
    filterset_class = SourceFilterSet
    table = fields.LISTED_SOURCES
    template_name = "sources/source_list.html"


class Listed(NamedTuple):
    """Facts of one kind: those that are shown, and how many there are."""

    rows: list[CitedModel]
    total: int


class SourceDetail(RecordDetail):
    """A source with its facts, each with an anchor. Long lists are cut; `fact` is shown anyhow."""

    table = fields.SOURCES
    parameters = ("fact",)

    def file(self):
        """All its facts, whichever is asked for; of one that cannot be there is no file."""
        kind, _, slug = self.request.GET.get("fact", "").partition(".")
        is_key = kind in {one._meta.model_name for one in cited_models()} and slug_re.match(slug)
        if "fact" in self.request.GET and not is_key:
            raise Http404
        return super().file()

    def _listed(self, rows: QuerySet) -> Listed:
        """One query; two more where the list is cut."""
        shown = list(rows[:SHOWN_AT_MOST])
        if len(shown) < SHOWN_AT_MOST:
            return Listed(shown, len(shown))
        kind, _, slug = self.request.GET.get("fact", "").partition(".")
        is_of_these = kind == rows.model._meta.model_name and slug_re.match(slug)
        if is_of_these and slug not in {one.slug for one in shown}:
            shown += rows.filter(slug=slug)
        return Listed(shown, rows.count())

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
        facts = {
            model._meta.model_name: self._listed(
                model.objects.public().filter(source=source).for_source_page()
            )
            for model in cited_models()
        }
        asked = self.request.GET.get("fact", "")
        if asked and asked not in {one.fact_key for some in facts.values() for one in some.rows}:
            kwargs |= {"unknown_fact": printable(asked), "status": 404}
        return super().get_context_data(
            repeated_by=source.repeated_by.visible_to(user).order_by("issued_earliest", "slug"),
            facts=facts,
            shown_at_most=SHOWN_AT_MOST,
            **kwargs,
        )
