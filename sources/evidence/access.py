"""Access to the articles' texts, which are under their publishers' copyright."""

from django.conf import settings

from core.records.access import may, may_view
from sources.evidence.citations import cited_models
from sources.models import ArticleText, SetAsideNumber


def keeps_articles(user) -> bool:
    """Whether the user may view articles' texts by role."""
    return may_view(user, ArticleText)


def may_read_articles(user) -> bool:
    """Users who keep articles; everybody with the setting ARTICLES_PUBLIC."""
    return settings.ARTICLES_PUBLIC or keeps_articles(user)


def sees_draft_facts(user) -> bool:
    return all(may_view(user, model) for model in cited_models())


def may_set_aside(user, action: str = "add") -> bool:
    """Whether the user may set numbers of articles aside, or take that back ("delete")."""
    return keeps_articles(user) and may(user, action, SetAsideNumber)


def sources_with_text(request) -> frozenset[int]:
    """Keys of the sources whose text this reader may open. At most one query a request."""
    if not hasattr(request, "_sources_with_text"):
        may_read = may_read_articles(getattr(request, "user", None))
        rows = ArticleText.objects.order_by().values_list("source_id", flat=True)
        request._sources_with_text = frozenset(rows) if may_read else frozenset()
    return request._sources_with_text
