"""Asking the owner's language model about an article under review."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from core.admin.pages import page_context
from history.reverting import RefusedError
from intake.articles.endpoint import Endpoint, NoAnswerError, endpoint
from intake.articles.models import ArticleReview
from intake.articles.review_view import ReviewView
from intake.articles.reviewing import add_of_model, issued_of
from intake.articles.second_reading import NotReadableError, SecondReading, instructions
from intake.imports.progress import Done, respond
from sources.models import ArticleText

MOST_PARTS = 40  # questions for an article; a newspaper page is about seven
WAITING = 1.0  # seconds between signs of life


class Ask(ReviewView):
    """Sends the article's text to the model and adds what it proposes. Only if there is one."""

    http_method_names = ["post"]

    def dispatch(self, request, slug) -> HttpResponseBase:
        self.model = endpoint()
        if self.model is None:
            raise Http404
        return super().dispatch(request, slug)

    def post(self, request, slug) -> HttpResponseBase:
        if self.is_outdated:
            return self.refused(_("The text was replaced since it was reviewed."))
        return respond(
            request,
            asked(self.review, self.text, self.model, self.address()),
            page_context(request, _("A second reading by a language model")),
            back=self.address(),
            refused=self.refused,
        )

    def refused(self, sentence: str) -> HttpResponseBase:
        messages.error(self.request, sentence)
        return HttpResponseRedirect(self.address())


def asked(
    review: ArticleReview, text: ArticleText, model: Endpoint, address: str
) -> Iterator[str | Done]:
    """Ask about each part of the text, then store what is proposed at once. Lines as `respond`."""
    reading = SecondReading(text.text, issued_of(review.source.issued), model.model)
    if len(reading.parts) > MOST_PARTS:
        words = _(
            "The text is too long to ask a model: %(n)s parts, and at most %(limit)s are sent."
        )
        raise RefusedError(words % {"n": len(reading.parts), "limit": MOST_PARTS})
    _note(review, model.host)
    told = instructions(reading.known)
    try:
        for number, part in enumerate(reading.parts, 1):
            words = {"n": number, "total": len(reading.parts), "host": model.host}
            yield _("Part %(n)s of %(total)s is sent to %(host)s.") % words
            reading.take(part, (yield from _answer(model, told, part.text)))
    except NoAnswerError as error:
        raise RefusedError(str(error)) from error
    except NotReadableError as error:
        sentence = _("The model's answer is not in the form that was asked for.")
        raise RefusedError(sentence) from error
    n = add_of_model(review, text.sha256, reading.proposals())
    words = ngettext(
        "The model proposes %(n)s fact that the rules do not.",
        "The model proposes %(n)s facts that the rules do not.",
        n,
    )
    yield Done(words % {"n": n}, address)


def _answer(model: Endpoint, told: str, text: str) -> Iterator[str]:
    """The model's answer; blank lines meanwhile, at which a reader who has left is noticed."""
    in_language = override(get_language())(model.answer)  # which belongs to the thread
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        said = pool.submit(in_language, told, text)
        while not wait([said], WAITING).done:
            yield ""
        return said.result()
    finally:
        pool.shutdown(wait=False)


def _note(review: ArticleReview, host: str) -> None:
    """Keep to whom the text is sent, before it is."""
    hosts = review.sent_to.split(", ") if review.sent_to else []
    if host not in hosts:
        longest = ArticleReview._meta.get_field("sent_to").max_length
        ArticleReview.objects.filter(pk=review.pk).update(
            sent_to=", ".join([*hosts, host])[-longest:]
        )
