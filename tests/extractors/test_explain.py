"""The pictures that explain a reading: one a page, whatever is on it, with what the page is in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from extractors import explain as explaining
from extractors.explain import NoSuchPage, explain
from tests.extractors.test_pages import turned

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
FORM = SAMPLES / "2020_安平县_储备粮.pdf"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (FORM, "form 1, read by the route"),
        (SAMPLES / "odd" / "空白页.pdf", "blank"),
        (SAMPLES / "odd" / "自评报告.pdf", "text: "),
    ],
)
def test_every_page_has_a_picture_and_an_account(file: Path, words: str, tmp_path: Path) -> None:
    pictures = explain(file, out=tmp_path)
    assert pictures
    assert sorted(tmp_path.iterdir()) == sorted(picture.path for picture in pictures)
    assert any(picture.account.startswith(words) for picture in pictures)


@pytest.mark.parametrize("fonts", [explaining.CHINESE_FONTS, ()])
def test_heads_are_labelled_also_without_a_chinese_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fonts: tuple[str, ...]
) -> None:
    monkeypatch.setattr(explaining, "CHINESE_FONTS", fonts)
    (with_labels,) = explain(FORM, out=tmp_path / "with")
    monkeypatch.setattr(explaining, "_texts", lambda *_: None)
    (without,) = explain(FORM, out=tmp_path / "without")
    difference = ImageChops.difference(Image.open(with_labels.path), Image.open(without.path))
    assert difference.getbbox()


def test_a_page_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPage, match="has 1 page; there is no page 9"):
        explain(FORM, out=tmp_path, pages=[9])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_page_turned_sideways_is_drawn_as_it_reads(quarters: int, tmp_path: Path) -> None:
    """Picture, tints, frames and numbers: everything lies as on the upright page, but for the blur of strokes."""
    sideways = tmp_path / "sideways.pdf"
    sideways.write_bytes(turned(FORM.read_bytes(), quarters))
    (upright,) = explain(FORM, out=tmp_path / "upright")
    (turned_back,) = explain(sideways, out=tmp_path / "turned back")
    one, other = Image.open(upright.path), Image.open(turned_back.path)
    assert one.size == other.size
    assert max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < 1
