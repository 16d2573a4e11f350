"""The data set as a whole, on the real seed."""

import pytest


@pytest.fixture
def exports(settings, tmp_path):
    """A folder of its own for the files that are made when somebody asks for them."""
    settings.EXPORT_DIR = tmp_path / "exports"
    return settings.EXPORT_DIR
