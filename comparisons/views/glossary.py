"""The glossary."""

from django.views.generic import TemplateView

from comparisons.glossary import metric_terms, reform_terms


class Glossary(TemplateView):
    """Every type of reform and every metric: what it means and what is reported of it.

    Nine queries, however many reforms and figures there are.
    """

    template_name = "comparisons/glossary.html"

    def get_context_data(self, **kwargs):
        groups, topics = reform_terms(), metric_terms()
        return super().get_context_data(
            groups=groups,
            topics=topics,
            type_count=sum(len(terms) for _group, terms in groups),
            metric_count=sum(len(terms) for _topic, terms in topics),
            **kwargs,
        )
