from tests.operations.conftest import filled_sqlite

__all__ = ["filled_sqlite"]
