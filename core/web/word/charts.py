"""A bar chart as Word draws it itself: sharp on paper, in the fonts of the document, no picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PLACING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EMU = 36_000  # a millimetre
COLOUR, INK = "2F5D7C", "1F2933"
TEXT = f'<a:defRPr sz="900"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:defRPr>'
FILLED = f'<c:spPr><a:solidFill><a:srgbClr val="{COLOUR}"/></a:solidFill></c:spPr>'
HOLLOW = (
    "<c:spPr><a:noFill/><a:ln w='19050'><a:solidFill>"
    f'<a:srgbClr val="{COLOUR}"/></a:solidFill></a:ln></c:spPr>'
)
SHOWN = (
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)


@dataclass(frozen=True)
class Bar:
    """A bar with its label and its value in words; hollow where the value is no actual one."""

    label: str
    value: float
    text: str
    is_hollow: bool = False


@dataclass(frozen=True)
class BarChart:
    """Bars from zero, the first on top; `said` is for those who do not see it."""

    bars: Sequence[Bar]
    said: str


def add_chart(paragraph, chart: BarChart, number: int, width: int) -> None:
    """Add the chart to a paragraph, `width` in millimetres."""
    from docx.opc.packuri import PackURI  # noqa: PLC0415, 16 MB
    from docx.opc.part import Part  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415

    document = paragraph.part
    name = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(name, CONTENT_TYPE, _xml(chart).encode(), document.package)
    key = document.relate_to(part, f"{RELATION}/chart")
    height = 12 + 8 * len(chart.bars)
    drawing = parse_xml(
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<wp:inline xmlns:wp="{PLACING}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width * EMU}" cy="{height * EMU}"/>'
        f'<wp:docPr id="{1000 + number}" name="Chart {number}" descr={quoteattr(chart.said)}/>'
        f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{CHART}">'
        f'<c:chart xmlns:c="{CHART}" xmlns:r="{RELATION}" r:id="{key}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    paragraph.add_run()._r.append(drawing)


def _xml(chart: BarChart) -> str:
    values = [bar.value for bar in chart.bars]
    low, high = min(0, *values), max(0, *values)
    room = 0.35 * (high - low or 1)  # for the label of the longest bar
    least = low - room if low < 0 else 0
    hollow = "".join(
        f'<c:dPt><c:idx val="{n}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"{HOLLOW}</c:dPt>"
        for n, bar in enumerate(chart.bars)
        if bar.is_hollow
    )
    labels = "".join(
        f'<c:dLbl><c:idx val="{n}"/><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{TEXT}</a:pPr><a:r>'
        f'<a:rPr sz="900"/><a:t>{escape(bar.text)}</a:t></a:r></a:p></c:rich></c:tx>'
        f'<c:dLblPos val="outEnd"/>{SHOWN}</c:dLbl>'
        for n, bar in enumerate(chart.bars)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}"><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/>'
        '<c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/>'
        f'<c:order val="0"/>{FILLED}<c:invertIfNegative val="0"/>{hollow}'
        f'<c:dLbls>{labels}<c:dLblPos val="outEnd"/>{SHOWN}</c:dLbls>'
        f"<c:cat><c:strLit>{_points(bar.label for bar in chart.bars)}</c:strLit></c:cat>"
        "<c:val><c:numLit><c:formatCode>General</c:formatCode>"
        f"{_points(repr(value) for value in values)}</c:numLit></c:val></c:ser>"
        '<c:gapWidth val="70"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:txPr><a:bodyPr/><a:p><a:pPr>{TEXT}</a:pPr><a:endParaRPr/></a:p></c:txPr>"
        '<c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{high + room!r}"/><c:min val="{least!r}"/></c:scaling><c:delete val="1"/>'
        '<c:axPos val="t"/><c:crossAx val="1"/></c:valAx></c:plotArea>'
        '<c:plotVisOnly val="1"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        "</c:chartSpace>"
    )


def _points(texts) -> str:
    listed = list(texts)
    points = (f'<c:pt idx="{n}"><c:v>{escape(one)}</c:v></c:pt>' for n, one in enumerate(listed))
    return f'<c:ptCount val="{len(listed)}"/>{"".join(points)}'
