"""What the rules of articles know in tests: a few records, made without a database."""

from dataclasses import fields

from intake.articles.proposing.known import (
    Known,
    KnownAgency,
    KnownMetric,
    KnownProvince,
    KnownScope,
    KnownTerm,
    KnownZone,
)
from intake.articles.proposing.passages import Passages, passages_of

PROVINCES = (
    KnownProvince("hunan", ("湖南省", "湖南"), "湖南", "湘"),
    KnownProvince("shanxi", ("山西省", "山西"), "山西", "晋"),
    KnownProvince("henan", ("河南省", "河南"), "河南", "豫"),
    KnownProvince("jiangsu", ("江苏省", "江苏"), "江苏", "苏"),
    KnownProvince("zhejiang", ("浙江省", "浙江"), "浙江", "浙"),
)
ZONES = (
    KnownZone("linfen-edz", ("临汾经济开发区",), "shanxi", "", "edz", "provincial", "S147015"),
    KnownZone("taiyuan-etdz", ("太原经济技术开发区",), "shanxi", "", "etdz", "national", "G141004"),
    KnownZone("datong-etdz", ("大同经济技术开发区",), "shanxi", "", "etdz", "national", "G141060"),
    KnownZone(
        "yuhang-etdz", ("杭州余杭经济技术开发区",), "zhejiang", "", "etdz", "national", "G331083"
    ),
)
TYPES = (
    KnownTerm("standard-land", ("标准地",)),
    KnownTerm("commitment-based-approval", ("承诺制",)),
    KnownTerm("full-agency-service", ("全代办",)),
    KnownTerm("approval-bureau", ("相对集中行政许可权", "行政审批局")),
    KnownTerm("one-seal-approval", ("一枚印章管审批",)),
    KnownTerm("staff-appointment", ("全员聘用制",)),
    KnownTerm("delegated-powers", ("承接下放权限",)),
    KnownTerm("green-lane-of-a-database", ("绿色车道",)),  # a type that only its name speaks for
)
SCOPES = (
    KnownScope("output-above-size", ("规模以上工业", "规上工业"), "industrial-output"),
    KnownScope("growth-above-size", ("规模以上工业",), "industrial-output-growth"),
)
AGENCIES = (KnownAgency("henan-industry", ("河南省工业和信息化厅",), "henan"),)
INSTRUMENTS = (
    KnownTerm("capacity-control", ("产能控制",)),
    KnownTerm("relocation", ("搬迁关停",)),
)
METRICS = (
    KnownMetric("ammonia-capacity", ("合成氨产能",), "chemical-parks", "mass", "tonne-10k"),
    KnownMetric("methanol-capacity", ("甲醇产能",), "chemical-parks", "mass", "tonne-10k"),
    KnownMetric("industrial-output", ("工业总产值",), "economy", "money", "cny-100m"),
    KnownMetric("industrial-output-growth", ("工业总产值增速",), "economy", "growth", "percent"),
    KnownMetric("exports", ("出口总额", "出口"), "economy", "money", "cny-100m"),
    KnownMetric("partner-banks", ("银企对接合作银行数",), "finance", "count", "institution"),
    KnownMetric("approval-time-limit", ("审批办理时限",), "approvals", "time", "working-day"),
    KnownMetric("trade", ("进出口总额", "进出口"), "economy", "money", "cny-100m"),
)


def known() -> Known:
    given = {
        "provinces": PROVINCES,
        "zones": ZONES,
        "types": TYPES,
        "agencies": AGENCIES,
        "instruments": INSTRUMENTS,
        "metrics": METRICS,
        "scopes": SCOPES,
    }
    return Known(**{one.name: given.get(one.name, ()) for one in fields(Known)})


def passages(text: str, issued: str = "2021-05") -> Passages:
    return passages_of(text, issued)
