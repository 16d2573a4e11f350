"""What an article says, proposed by rules: zones, figures, reforms, policies, each with its words.

Deterministic and offline. Nothing is written; `intake.articles` has the review.
"""
