"""Two editors at one article at the same time."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from intake.articles.deciding import SettledError, accept, reject
from intake.articles.models import ArticleProposal
from tests.intake.people import logged_in
from tests.intake.reviews import posed, somebody
from tests.intake.test_review import address, posted
from zones.models import Observation, Zone

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.django_db
def test_two_whose_decisions_cross_see_what_the_other_has_decided():
    """One rejects the zone that the other's figure needs, and both go on in turn."""
    first, second = (logged_in(somebody(role)) for role in ("editor", "curator"))
    review = posed(somebody("administrator"))
    zone, figure, measure = review.proposals.order_by("start")
    answer = posted(first, figure, "accept")  # with its zone, which nobody has looked at
    assert answer.context["chosen"] == measure
    told = posted(second, zone, "reject", because="no zone").text
    assert "Settled meanwhile by –: accepted." in told
    assert second.get(f"{address(review)}?proposal={figure.pk}").context["became"]
    posted(second, measure, "reject", because="understood wrongly")
    answer = first.get(address(review), follow=True)
    assert answer.redirect_chain[-1][0] == address(review, "review-end")
    assert (Observation.objects.count(), Zone.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL")
def test_of_two_who_decide_at_the_same_moment_one_is_told():
    review = posed(somebody("administrator"))
    figure, barrier, outcomes = review.proposals.get(kind="figure"), Barrier(2), []
    users = somebody("editor"), somebody("curator")

    def decide(step) -> None:
        try:
            mine = ArticleProposal.objects.get(pk=figure.pk)
            barrier.wait(timeout=10)
            step(mine)
            outcomes.append("decided")
        except SettledError:
            outcomes.append("told")
        finally:
            connection.close()

    steps = (
        lambda mine: accept(mine, {}, users[0]),
        lambda mine: reject(mine, "no figure", users[1]),
    )
    threads = [Thread(target=decide, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    figure.refresh_from_db()
    assert sorted(outcomes) == ["decided", "told"]
    assert Observation.objects.count() == (figure.state == "accepted")
