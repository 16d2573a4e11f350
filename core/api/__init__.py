"""Base of every app's `api.py`: views, serializers, keyset pages, problem details."""
