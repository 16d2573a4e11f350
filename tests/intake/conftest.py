import threading

import pytest
from django.test import Client

from tests.intake.model_server import Server
from tests.intake.people import client_of
from tests.operations.conftest import empty_database

__all__ = ["empty_database"]


@pytest.fixture
def curator(db) -> Client:
    """A curator's browser, logged in and set to English."""
    return client_of("curator")


@pytest.fixture
def served():
    """Starts servers of a language model: `served(says("…")).url`."""
    running = []

    def start(behave) -> Server:
        server = Server(behave)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()
