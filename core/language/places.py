"""Places in a source: ¶4 is the fourth paragraph, in files 第4段, which every encoding can hold."""

import re

STORED = re.compile("¶ ?([0-9]+(?:[-–—][0-9]+)?)")
WRITTEN = re.compile("第 ?([0-9]+(?:[-–—][0-9]+)?) ?(?:自然)?段")


def place_for_files(place: str) -> str:
    """湘潭 第4段 for 湘潭 ¶4."""
    return STORED.sub(r"第\1段", place)


def stored_place(place: str) -> str:
    """湘潭 ¶4, however it was typed."""
    return WRITTEN.sub(lambda match: f"¶{match[1]}", place)
