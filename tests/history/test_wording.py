"""What the history calls the records that its changes are of."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from history.models import Change
from history.wording import described
from tests.factories import TargetFactory

pytestmark = pytest.mark.django_db


def test_a_name_joins_nothing_that_it_does_not_need(admin_user):
    target = TargetFactory(title="化工园区认定")
    changes = list(Change.objects.filter(model="policies.target"))
    with CaptureQueriesContext(connection) as captured:
        [change] = described(changes, admin_user)
    assert target.title in str(change.name)
    asked = [q["sql"] for q in captured if 'FROM "policies_target"' in q["sql"]]
    assert asked
    assert all(" JOIN " not in sql for sql in asked)
