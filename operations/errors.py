class OperationError(Exception):
    """A backup or restore failed; the message says why and what to do."""
