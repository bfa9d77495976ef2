"""Which pages of the samples their text layer is good for, and which texts are none."""

from __future__ import annotations

import pypdfium2
import pytest

from extractors import legible
from tests.comparing import SAMPLES

NEEDY = {"2021_信息化系统运行维护_扫描件.pdf", "文字层乱码.pdf", "2022_庐江口县_文字层几字错码.pdf"}


def _needs_ocr(page: pypdfium2.PdfPage) -> bool:
    return legible.is_scanned(page) or legible.text_is_garbage(page.get_textpage().get_text_bounded())


def test_only_pages_without_a_usable_text_layer_are_read_by_ocr() -> None:
    for folder in SAMPLES:
        for path in sorted(folder.rglob("*.pdf")):
            try:
                document = pypdfium2.PdfDocument(path)
            except pypdfium2.PdfiumError:
                continue
            assert {_needs_ocr(page) for page in document} == {path.name in NEEDY}, path.name


@pytest.mark.parametrize(
    ("text", "garbage"),
    [
        ("项目支出绩效自评表 2021年度 年度资金总额 70,000.00", False),
        ("", False),
        ("1,234.00 5,678.00 9,012.00", False),
        ("Annual report of the library, in English, with more than forty letters.", False),
        ("\ufffd\ufffd\ufffd 70,000.00", True),
        ("\ue001\ue002\ue003\ue004", True),
        ("\x03\x04\x05 \x06\x07", True),
        ("项目资金ÿ万元Ā 其中：当年¯政拨款 ÿ2022年度Ā", True),
        ("PM2.5年均值≤35μg/m³ 气温℃ 管径Ø300 Å级 café Müller教授", False),
        ("ꀀꀁꀂꀃꀄꀅꀆꀇꀈꀉꀊꀋꀌꀍꀎꀏꀐꀑꀒꀓ" * 3, True),
    ],
)
def test_codes_are_told_from_characters(text: str, garbage: bool) -> None:
    assert legible.text_is_garbage(text) is garbage
