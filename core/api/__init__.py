"""What every app's `api.py` is built of: views, serializers, keyset pages, problem details."""
