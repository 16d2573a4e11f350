"""Requests made from the API's own description, good and bad, in search of broken promises."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from config.api_urls import OTHERS, RECORDS
from config.wsgi import application
from policies.models import Policy
from reforms.models import Reform, ReformGroup, ReformType
from sources.models import Source
from tests.operations.conftest import ON_POSTGRESQL
from zones.models import Metric, Province, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

ROOT = "/api/v1/"
PATHS = [
    ROOT,
    *(f"{ROOT}{name}/" for name in RECORDS),
    *(f"{ROOT}{name}/{{slug}}/" for name in RECORDS),
    *(ROOT + address.replace("<slug:slug>", "{slug}") for address in OTHERS),
]
# A slug of the right form may still name nothing: that is refused, with a reason.
CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404"]}}}
NAMED = {
    "zone": Zone,
    "province": Province,
    "metric": Metric,
    "reform": Reform,
    "type": ReformType,
    "group": ReformGroup,
    "policy": Policy,
    "source": Source,
}


@pytest.fixture(scope="module")
def described(seeded, django_db_blocker):
    """The API with its description, which is read and understood once."""
    # A server begins and ends every request with a look at its connections, and drops one that
    # is in a transaction. Here the seed is in one.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    config = schemathesis.Config.from_dict(CONFIG)
    with django_db_blocker.unblock():
        schema = schemathesis.openapi.from_wsgi(f"{ROOT}schema.json", application, config=config)
    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def some_slugs(model) -> list[str]:
    return list(model.objects.order_by("slug").values_list("slug", flat=True)[:40])


def ask(strategy, change=lambda case, data: None):
    """A few requests, each answered as the description says.

    The same ones every time: a change is to blame for a failure, and not its day. For others,
    as many as wished: SCHEMATHESIS_EXAMPLES=500.
    """
    more = os.environ.get("SCHEMATHESIS_EXAMPLES")

    @settings(
        max_examples=int(more or (3 if ON_POSTGRESQL else 6)),
        derandomize=not more,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=strategy, data=st.data())
    def asked(case, data):
        change(case, data)
        case.call_and_validate()

    asked()


def test_the_description_has_every_address_and_no_other(described):
    assert set(described.raw_schema["paths"]) == set(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_whatever_the_description_allows_is_answered_as_it_says(described, path):
    known = {name: some_slugs(model) for name, model in NAMED.items()}
    model = getattr(RECORDS.get(path.split("/")[3]), "model", Zone)
    records = some_slugs(model)

    def name_what_exists(case, data):
        """Slugs made up at random name nothing: most requests shall find something."""
        for name in set(case.query) & set(known):
            if isinstance(case.query[name], list):
                slugs = st.lists(st.sampled_from(known[name]), min_size=1, max_size=3, unique=True)
                case.query[name] = data.draw(slugs)
        if "slug" in case.path_parameters and data.draw(st.integers(0, 3)):
            case.path_parameters["slug"] = data.draw(st.sampled_from(records))

    ask(described[path]["GET"].as_strategy(), name_what_exists)


@pytest.mark.once
@pytest.mark.parametrize("path", PATHS)
def test_whatever_the_description_forbids_is_refused(described, path):
    ask(described[path]["GET"].as_strategy(generation_mode=GenerationMode.NEGATIVE))
