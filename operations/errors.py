class OperationError(Exception):
    """A backup, restore or copy that was not done; its words say why, and what to do."""
