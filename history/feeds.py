"""Recent changes as an Atom feed."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from history.models import Change
from history.wording import described, sentence

ENTRIES = 100


class RecentChangesFeed(Feed):
    """The latest public changes, the same for everybody: feed readers have no login."""

    feed_type = Atom1Feed
    link = reverse_lazy("recent-changes")
    title = _("Recent changes of the reforms of development zones")
    subtitle = _("Every change to a published record: what, when, by whom and why.")

    def get_feed(self, obj, request):
        feed = super().get_feed(obj, request)
        feed.feed["language"] = get_language()
        return feed

    def items(self):
        nobody = AnonymousUser()
        changes = Change.objects.visible_to(nobody).with_context().order_by("-pk")[:ENTRIES]
        return described(list(changes), nobody)

    def item_title(self, item):
        return sentence(item)

    def item_description(self, item):
        lines = [f"{f.label}: {f.before or '—'} → {f.after or '—'}" for f in item.fields]
        if item.change.reason:
            lines.insert(0, gettext("Reason: %(reason)s") % {"reason": item.change.reason})
        return "\n".join(lines)

    def item_link(self, item):
        page = reverse("record-history", args=[item.change.model, item.change.slug])
        return f"{page}#change-{item.change.pk}"

    def item_guid(self, item):
        return f"urn:zone-reforms:change:{item.change.pk}"

    def item_pubdate(self, item):
        return item.change.at

    item_updateddate = item_pubdate

    def item_author_name(self, item):
        return item.who or item.change.get_route_display()
