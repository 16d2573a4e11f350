"""Evidence: whether the facts of a source are where they say in its article.

Computed from the attached text whenever it is asked for; nothing of it is stored but the
text itself and the numbers that editors set aside (`sources.models.articles`).
"""
