"""The page that explains verdicts, blanks, units, dates and bounds."""

from django.views.generic import TemplateView

from comparisons.engine.verdicts import RULES, Verdict


class Method(TemplateView):
    """Static text with examples and the rules in effect. No queries."""

    template_name = "comparisons/method.html"

    def get_context_data(self, **kwargs):
        rules = {v.name: [rule for rule in RULES if rule.verdict == v] for v in Verdict}
        return super().get_context_data(rules=rules, **kwargs)
