"""Files of articles as people have them, made for tests."""

import io
import zipfile

PARAGRAPHS = [
    "晋源开发区推进标准地改革",
    "2022年，晋源经济技术开发区完成固定资产投资74.1亿元，出让标准地11宗323.17亩，为项目落地提供保障。",
    "该区推行全代办服务，审批时限压缩到20个工作日。",
]


def word(paragraphs=PARAGRAPHS, table=(), **said) -> bytes:
    from docx import Document  # noqa: PLC0415, as the code does

    document, file = Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        rows = document.add_table(len(table), len(table[0])).rows
        for row, cells in zip(rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    for name in ("title", "author"):
        setattr(document.core_properties, name, said.get(name, ""))
    document.save(file)
    return file.getvalue()


def bomb() -> bytes:
    """A Word document that expands to 100 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (100 << 20))
    return file.getvalue()


def pdf(text: str = "", pages: int = 1, times: int = 0) -> bytes:
    """A PDF whose pages print this text (Latin letters); without one they are blank.

    `times`: they print it by a form, which they draw so often.
    """
    shown = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else ""
    form = f"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Length {len(shown)} "
    form += f"/Resources << /Font << /F1 5 0 R >> >> >>\nstream\n{shown}\nendstream"
    shown = "/X1 Do " * times or shown
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(['3 0 R'] * pages)}] /Count {pages} >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        f"/Resources << /Font << /F1 5 0 R >> {'/XObject << /X1 6 0 R >>' * bool(times)} >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        form,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + end.encode()


def web_page(paragraphs=PARAGRAPHS) -> bytes:
    title, *prose = paragraphs
    body = "".join(f"<p>{text}</p>" for text in prose)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:site_name" content="山西日报"><meta name="author" content="张三">
<meta property="article:published_time" content="2022-05-03"></head><body>
<nav><a href="/">首页</a> <a href="/news">新闻</a></nav><article><h1>{title}</h1>{body}</article>
<footer>版权所有 某网</footer></body></html>""".encode()
