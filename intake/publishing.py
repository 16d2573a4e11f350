"""Pages under /admin/ for publishing by source: the sources with drafts, the drafts of one."""

from collections.abc import Sequence
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from core.admin.pages import page_context, reason_in
from core.records.access import may
from core.records.models import StaleRecordError
from history.remarks import send_back
from intake.articles.deciding import reviewed
from intake.drafts import Entry, add_history, drafts_of, publish, ready
from sources.drafts import drafts_by_source, may_publish
from sources.evidence.access import may_read_articles, sees_draft_facts
from sources.evidence.citations import cited_models
from sources.models import Source, digest

PAGE_SIZE = 100
NAMED = 10  # in a message


def may_decide(user) -> bool:
    """Whether the user may publish drafts here and send them back."""
    return may_publish(user) and all(may(user, "change", model) for model in cited_models())


class DraftsPage(View):
    def dispatch(self, request, *args, **kwargs):
        if not sees_draft_facts(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SourcesWithDrafts(DraftsPage):
    """The sources that have drafts, the newest first."""

    def get(self, request):
        counts = drafts_by_source()
        sources = Source.objects.filter(pk__in=counts).order_by("-pk")
        page = Paginator(sources, PAGE_SIZE).get_page(request.GET.get("page"))
        rows = [(source, counts[source.pk]) for source in page]
        context = page_context(request, _("Drafts by source"), page=page, rows=rows)
        return render(request, "admin/publishing/sources.html", context)


class SourceDrafts(DraftsPage):
    """The drafts of one source: publish the chosen or all of them, or send them back."""

    def dispatch(self, request, slug):
        self.source = get_object_or_404(Source, slug=slug)
        self.problems: list[str] = []
        self.unanswered: list[Entry] = []  # doubtful ones that were chosen without a word
        return super().dispatch(request, slug)

    @cached_property
    def entries(self) -> list[Entry]:
        return drafts_of(self.source, with_text=may_read_articles(self.request.user))

    @property
    def clear(self) -> list[Entry]:
        """The drafts that nothing speaks against."""
        return ready([one for one in self.entries if not one.remark and not one.doubts])

    @property
    def seen(self) -> str:
        return digest(repr([entry.ticket for entry in self.entries]))

    def get(self, request, slug):
        ticked = {"all": self.entries, "none": []}.get(request.GET.get("tick"), self.clear)
        return self.show(ticked)

    def show(self, ticked: Sequence[Entry]):
        request, may_act = self.request, may_decide(self.request.user)
        for entry in ticked:
            entry.is_ticked = True
        page = Paginator(self.entries, PAGE_SIZE).get_page(request.GET.get("page"))
        add_history(page.object_list)
        context = page_context(
            request,
            _("Drafts of a source"),
            source=self.source,
            page=page,
            total=len(self.entries),
            clear=len(self.clear),
            doubtful=sum(bool(entry.doubts) for entry in self.entries),
            sent_back=sum(bool(entry.remark) for entry in self.entries),
            here={entry.key for entry in page},
            may_act=may_act,
            may_read=may_read_articles(request.user),
            seen=self.seen,
            problems=self.problems,
            unanswered=self.unanswered,
            posted=request.POST,
            reason=request.POST.get("change_reason") or reviewed(self.source),
        )
        return render(request, "admin/publishing/source.html", context)

    def post(self, request, slug):
        if not may_decide(request.user):
            raise PermissionDenied(_("Only a curator publishes drafts or sends them back."))
        self.reason, self.word = reason_in(request), reason_in(request, "word")
        for entry in self.entries:
            entry.because = reason_in(request, f"because-{entry.key}")
        ticked = self.ticked()
        steps = {"publish": self.publish, "all": self.publish_all, "back": self.send_back}
        step = steps.get(request.POST.get("do"))
        if step is None or not step(ticked):
            return self.show(ticked)
        page = Paginator(range(len(self.entries)), PAGE_SIZE).get_page(request.GET.get("page"))
        return HttpResponseRedirect(f"{request.path}?page={page.number}")

    def ticked(self) -> list[Entry]:
        """The ticked drafts as they were shown; says which of them are so no more."""
        posted = set(self.request.POST.getlist("chosen"))
        ticked = [entry for entry in self.entries if entry.ticket in posted]
        posted -= {entry.ticket for entry in ticked}
        keys = {ticket.rpartition("-")[0] for ticket in posted}
        changed = [entry for entry in self.entries if entry.key in keys]
        if changed:
            self.tell(
                messages.warning,
                ngettext(
                    "Changed since you opened this page, look again: %(names)s.",
                    "Changed since you opened this page, look again: %(names)s.",
                    len(changed),
                ),
                changed,
            )
        if gone := len(keys) - len(changed):
            words = ngettext(
                "%(n)s chosen record is no draft any more.",
                "%(n)s chosen records are no drafts any more.",
                gone,
            )
            messages.warning(self.request, words % {"n": gone})
        return ticked

    def tell(self, level, sentence: str, entries: Sequence[Entry], undo: str = "") -> None:
        names = [str(entry.record) for entry in entries]
        more = ["…"] if len(names) > NAMED else []
        words = {"n": len(names), "names": "; ".join([*names[:NAMED], *more])}
        link = format_html(' <a href="{}">{}</a>', undo, _("Undo")) if undo else ""
        level(self.request, format_html("{}{}", sentence % words, link))

    def publish_all(self, _ticked: Sequence[Entry]) -> bool:
        if self.request.POST.get("seen") != self.seen:
            self.problems.append(
                _("Something was changed meanwhile. Look at what would be published now.")
            )
            return False
        answered = [one for one in self.entries if not one.doubts or one.because]
        return self.publish([one for one in answered if not one.remark])

    def publish(self, chosen: Sequence[Entry]) -> bool:
        self.unanswered = [one for one in chosen if one.doubts and not one.because]
        if not chosen:
            self.problems.append(_("Choose the drafts to publish."))
        if not self.reason:
            self.problems.append(_("Say why: the reason stands in the history of each record."))
        if self.unanswered:
            words = ngettext(
                "%(n)s chosen draft is doubtful: say there why it is right, or untick it.",
                "%(n)s chosen drafts are doubtful: say there why they are right, or untick them.",
                len(self.unanswered),
            )
            self.problems.append(words % {"n": len(self.unanswered)})
        going = ready(chosen)
        undo = "" if self.problems or not going else self.carried_out(going)
        if self.problems:
            return False
        waiting = [entry for entry in chosen if entry not in going]
        if waiting:
            words = _(
                "Not published, as they lack something or need drafts that were not chosen: "
                "%(names)s."
            )
            self.tell(messages.warning, words, waiting)
        if going:
            words = ngettext(
                "%(n)s draft was published: %(names)s.",
                "%(n)s drafts were published: %(names)s.",
                len(going),
            )
            self.tell(messages.success, words, going, undo)
        return bool(going)

    def carried_out(self, going: Sequence[Entry]) -> str:
        """The address that undoes it; "" with problems if it failed."""
        try:
            made = publish(going, user=self.request.user, reason=self.reason)
            return reverse("undo-together", args=[made])
        except StaleRecordError:
            self.problems.append(
                _("Somebody saved one of these records at this moment. Nothing was changed.")
            )
        except ValidationError as error:
            self.problems += error.messages
        return ""

    def send_back(self, chosen: Sequence[Entry]) -> bool:
        if not chosen:
            self.problems.append(_("Choose the drafts to send back."))
        if not self.word:
            self.problems.append(_("Say what the draft lacks."))
        if self.problems:
            return False
        records = [entry.record for entry in chosen]
        send_back(records, actor=self.request.user, text=self.word)
        words = ngettext(
            "%(n)s draft was sent back: %(names)s.",
            "%(n)s drafts were sent back: %(names)s.",
            len(chosen),
        )
        self.tell(messages.success, words, chosen)
        return True
