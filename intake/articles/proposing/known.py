"""What the rules know from the records: zones, metrics, types, scopes, agencies, patterns.

Read once for a version of the data and kept (`core.records.cache`).
"""
