"""What a page costs: its queries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements(client, address: str) -> list[str]:
    """Every query of a page that is there, those of a streamed file too."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.getvalue()
    return [query["sql"] for query in captured]


def queries(client, address: str) -> int:
    return len(statements(client, address))
