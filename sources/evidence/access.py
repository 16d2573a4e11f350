"""Who may read the articles' texts: they belong to their publishers."""

from django.conf import settings

from sources.models import ArticleText

SET_ASIDE = "sources.add_setasidenumber"
TAKE_BACK = "sources.delete_setasidenumber"


def is_staff(user) -> bool:
    """Whether this is one of the people who keep the data: they see drafts too."""
    return bool(user and user.is_active and user.is_staff)


def may_read_articles(user) -> bool:
    """Staff, and everybody where ARTICLES_PUBLIC says so."""
    return settings.ARTICLES_PUBLIC or is_staff(user)


def may_settle_numbers(user, permission: str) -> bool:
    """Whether this user may set numbers aside, or take them back."""
    return is_staff(user) and user.has_perm(permission)


def sources_with_text(request) -> frozenset[int]:
    """The keys of the sources whose text this reader may open. One query for each request.

    None at all, and no query, for those who may read no text.
    """
    if not hasattr(request, "_sources_with_text"):
        may_read = may_read_articles(getattr(request, "user", None))
        rows = ArticleText.objects.order_by().values_list("source_id", flat=True)
        request._sources_with_text = frozenset(rows) if may_read else frozenset()
    return request._sources_with_text
