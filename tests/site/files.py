"""Files of pages, as the programs of their readers open them."""

import io
import json

import pandas
from openpyxl import load_workbook


def table(client, address, **options) -> pandas.DataFrame:
    """A CSV file as pandas reads it, every cell as its text."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    file = io.BytesIO(response.getvalue())
    return pandas.read_csv(file, dtype=str, keep_default_na=False, **options)


def data(client, address) -> dict:
    return json.loads(client.get(address).getvalue())


def sheets(client, address) -> dict[str, list[tuple]]:
    book = load_workbook(io.BytesIO(client.get(address).getvalue()))
    return {sheet.title: list(sheet.values) for sheet in book}
