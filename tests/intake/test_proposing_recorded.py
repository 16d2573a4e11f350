from decimal import Decimal

import pytest

from intake.articles.proposing.proposals import Proposals, ProposedFigure
from intake.articles.proposing.recorded import with_recorded
from tests import factories as make

pytestmark = pytest.mark.django_db


def figure(**given) -> ProposedFigure:
    words = {"start": 0, "end": 4, "quote": "100亩", "confidence": 0.9, "why": ""}
    thing = {"zone": "linfen-edz", "metrics": ("land",), "period": "2018", "status": "actual"}
    number = {"value": Decimal(100), "unit": "mu", "canonical_value": Decimal(100)}
    return ProposedFigure(**words | thing | number | given)


@pytest.fixture
def recorded():
    zone, metric = make.ZoneFactory(slug="linfen-edz"), make.MetricFactory(slug="land")
    return make.ObservationFactory(zone=zone, metric=metric, value=Decimal(100), period="2018")


@pytest.mark.parametrize(
    ("given", "says_same"),
    [
        ({}, [True]),
        ({"status": ""}, [True]),  # what is not said is actual
        ({"value": Decimal(90), "canonical_value": Decimal(90)}, [False]),
        ({"value": None, "canonical_value": None}, [False]),
        ({"period": "2019"}, []),
        ({"status": "target"}, []),
        ({"metrics": ("other", "land")}, []),  # the likeliest metric counts
        ({"zone": None}, []),
        ({"scope": "of-industry"}, []),
    ],
)
def test_a_figure_of_the_same_thing_says_the_same_or_another_value(recorded, given, says_same):
    (told,) = with_recorded(Proposals("", figures=(figure(**given),))).figures
    assert [one.says_same for one in told.recorded] == says_same
    assert {one.slug for one in told.recorded} <= {recorded.slug}


def test_an_article_costs_one_query_whatever_the_number_of_its_figures(
    recorded, django_assert_num_queries
):
    with django_assert_num_queries(1):
        with_recorded(Proposals("", figures=(figure(),) * 50))


def test_an_article_without_proposals_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        with_recorded(Proposals(""))
