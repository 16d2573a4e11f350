"""Checks quotations and figures of facts against the attached article; results are not stored."""
