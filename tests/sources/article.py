"""An article of our own making for tests: zone, figures and wording are all invented.

It is set in narrow columns, as text comes out of a newspaper's PDF: words and numbers are
broken over lines, one column goes on after a blank line, digits come in both widths, and
one report is in traditional characters.
"""

from decimal import Decimal

from tests import factories as make

ARTICLE = """\
 测试员

青禾虚构开发区：一方印章办成事

　　青禾虚构开发区是为测试而写的园区，全年
实现总收入103.5亿元，同比增长８．５％，工
业产值较前些年又有明显提高，达到12
34.6万元，常住人口约32万，新引进企业三
十八家，其中两家从事设计，另有数十家正在
洽谈。去年起，园区又全面推行“一枚印

章管审批”改革，把15个部门的53项事项集中办
理，分四批出让标准地 7 宗，还承诺标准地拿
地即开工。

　　園區審批時限壓縮至２０個工作日，全程免
費代辦，臺賬公開。

乙方供稿
"""


def figure(quote: str, value, unit: str, **columns):
    """A figure with its quotation, not saved: nothing here asks the database."""
    value = None if value is None else Decimal(value)
    metric = make.MetricFactory.build(unit=unit or "firm")
    return make.ObservationFactory.build(
        quote=quote, value=value, unit=unit, metric=metric, **columns
    )
