"""Words that are a date and nothing else, as the cells of tables and forms hold them."""

import pytest

from core.formfields import read_date
from core.language.prose.dates import whole_date
from core.language.prose.entries import understand
from tests.core.tables import spread

DATES = {
    "1994-08": "1994.08|1994.8|1994/08|1994-8|1994年8月|1994. 08|199408|94年8月|１９９４．０８",
    "1994-10": "1994.10|1994/10|10/1994",
    "2019-03-05": "2019.03.05|2019.3.5|20190305|2019/3/5|2019-03-05 00:00:00",
    "2019-06": "截至2019年6月末|2019年6月底|2019.6月|19年6月",
    "2019": "2019年|2019年度|2019年全年|2019全年|19年|二〇一九年",
    "2019-01/2019-03": "2019Q1|2019年Q1|Q1 2019|2019年一季度|2019一季度|2019年第1季度",
    "2019-01/2019-06": "2019年上半年|2019上半年|2019H1|2019年1～6月|2019.1-6|2019.01—2019.06",
    "2019-01/2019-09": "2019年前三季度|2019年1—3季度|2019年一至三季度",
    "XXXX-01/XXXX-03": "一季度|1季度|1-3月",
    "2016/2020": "“十三五”|十三五|“十三五”时期|十三五期间|2016—2020年|2016-2020",
    "2001/2005": "“十五”|十五期间",
    "2026/2030": "“十五五”|十五五",
    "": "2019年2月29日|2019年13月|2019.13|201913|2018年10月-3月|2020—2016年|2019.30",
    None: "十五|九五|1604.9|43525|2019财年|“十三五”末|2019年春|1984、1991|3/217|2019-03亿元|",
}


@pytest.mark.parametrize(("text", "period"), spread(DATES))
def test_a_text_that_is_a_date_may_leave_out_what_articles_say(text, period):
    assert whole_date(text) == period


def test_the_field_for_a_date_reads_the_same_forms_and_the_one_for_a_figure_keeps_numbers():
    assert read_date("1994.08") == "1994-08"
    assert read_date("2018年10月-3月") == ""
    assert understand("1994.08", default_unit="ha").value is not None


@pytest.mark.parametrize("text", ["约2000", "2000余", "近2000", "2000以上", "2000左右"])
def test_a_number_with_a_limit_is_no_year(text):
    assert understand(text, default_unit="ha").value == 2000
