"""Changes as Atom feeds, the same for everybody: feed readers have no login."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from core.records import versions
from core.records.cache import cached
from core.web.addresses import absolute
from core.web.feeds import Followed, etag, feed_address
from history.entries import Entry, entries
from history.models import Change
from history.querysets import ChangeQuerySet

LENGTH = 40  # entries
SIZE_OF_ONE = 1024  # characters that count as one result of the cache


def feed_of(request: HttpRequest, followed: Followed) -> HttpResponse:
    """What was changed in the records of a page and in what belongs to them."""
    changes = Change.objects.visible_to(AnonymousUser()).around(*followed.records)
    title = gettext("Changes: %(title)s") % {"title": followed.title}
    return feed(request, title, followed.address, feed_address(followed.address), changes)


def feed(
    request: HttpRequest, title: str, page: str, address: str, changes: ChangeQuerySet
) -> HttpResponse:
    """The newest of these changes, which everybody may see, as the feed of a page at `address`.

    Five queries and two for each kind of record, none while the data stay the same.
    """
    site = absolute(request, "/")[:-1]
    text = cached(
        ("feed", get_language(), site, address),
        lambda: _written(title, site, page, address, changes),
        size=lambda made: 1 + len(made) // SIZE_OF_ONE,
    )
    response = HttpResponse(text, content_type=Atom1Feed.content_type)
    response["ETag"], response["Cache-Control"] = etag(versions.current()), "no-cache"
    return response


def _written(title: str, site: str, page: str, address: str, changes: ChangeQuerySet) -> str:
    about = gettext("What was added, corrected or withdrawn, when and why.")
    made = Atom1Feed(
        title=f"{title} · {settings.SITE_TITLE}",
        link=f"{site}{page}",
        description=about,
        subtitle=about,
        language=get_language(),
        author_name=str(settings.SITE_TITLE),
        feed_url=f"{site}{address}",
    )
    for entry in entries(changes.by_unit()[:LENGTH], changes, AnonymousUser()):
        made.add_item(**_item(site, entry))
    return made.writeString("utf-8")


def _item(site: str, entry: Entry) -> dict:
    change = entry.head
    link = f"{reverse('recent-changes')}?together={change.unit}"
    if entry.count == 1:
        page = reverse("record-history", args=[change.model, change.slug])
        link = f"{page}#change-{change.pk}"
    context = {"entry": entry, "site": site, "all": link}
    return {
        "title": entry.title,
        "link": f"{site}{link}",
        "description": render_to_string("history/in_feed.html", context),
        "unique_id": f"urn:uuid:{change.unit}"
        if change.unit
        else f"urn:zone-reforms:change:{change.pk}",
        "pubdate": change.at,
        "updateddate": change.at,
        "author_name": entry.view.who or str(settings.SITE_TITLE),
    }
