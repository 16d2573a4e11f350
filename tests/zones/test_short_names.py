"""What zones are called where room is scarce."""

import pytest
from django.utils.translation import override

from zones.models import Zone
from zones.names import contracted


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Qujing Economic and Technological Development Zone", "Qujing ETDZ"),
        ("Linfen Economic Development Zone", "Linfen EDZ"),
        ("内蒙古鄂托克高新技术产业开发区", "内蒙古鄂托克高新区"),
        ("苏州工业园区", "苏州工业园区"),
        ("经济开发区", "经济开发区"),
    ],
)
def test_a_long_kind_is_contracted_where_room_is_scarce(name, short):
    assert contracted(name) == short


def test_english_readers_see_no_chinese_short_name():
    zone = Zone(name="曲靖经济技术开发区", short_name="曲靖", name_en="Qujing Zone")
    assert zone.label == "曲靖"
    with override("en"):
        assert zone.label == "Qujing Zone"
