"""Make a scan of a printed page: a picture with skew, noise, grey paper and a stamp, alone in a PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image

Picture = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page is scanned. ``skew`` in degrees, ``quarters`` clockwise turns, ``paper`` the grey of the paper;
    ``fax`` leaves black and white only, and specks on this share of it."""

    dpi: int = 200
    skew: float = 0.0
    quarters: int = 0
    paper: int = 255
    noise: float = 0.0
    blur: float = 0.0
    stamp: bool = False
    fax: float = 0.0
    quality: int = 85
    seed: int = 1


def scan(page: pypdfium2.PdfPage, scanner: Scanner) -> bytes:
    """The page as a PDF of one picture."""
    picture = np.ascontiguousarray(page.render(scale=scanner.dpi / 72).to_numpy()[:, :, :3])
    picture = _worn(picture, scanner)
    picture = np.ascontiguousarray(np.rot90(picture, -scanner.quarters))
    jpeg = io.BytesIO()
    image = Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    image.save(jpeg, "JPEG", quality=scanner.quality)
    pdf = io.BytesIO()
    Image.open(jpeg).save(pdf, "PDF", resolution=scanner.dpi, quality=scanner.quality)
    return pdf.getvalue()


def _worn(picture: Picture, scanner: Scanner) -> Picture:
    rows, columns = picture.shape[:2]
    if scanner.stamp:
        _stamp(picture, (columns * 2 // 3, rows // 4), scanner.dpi * 3 // 4)
    worn: Picture = picture.astype(np.float32)
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), -scanner.skew, 1.0)
    worn = cv2.warpAffine(worn, matrix, (columns, rows), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    if scanner.blur:
        worn = cv2.GaussianBlur(worn, (0, 0), scanner.blur)
    worn = worn * (scanner.paper / 255)
    random = np.random.default_rng(scanner.seed)
    worn += random.normal(0, scanner.noise, (rows, columns, 1)).astype(np.float32)
    if scanner.fax:
        worn = np.where(worn.mean(axis=2, keepdims=True) > 120, 255.0, 0.0).repeat(3, axis=2)
        worn[random.random((rows, columns)) < scanner.fax] = 0
    scanned: Picture = np.clip(worn, 0, 255).astype(np.uint8)
    return scanned


def _stamp(picture: Picture, centre: tuple[int, int], radius: int) -> None:
    """A round red seal that darkens what it covers, as ink on ink does."""
    seal, red = np.full_like(picture, 255), (60, 50, 215)
    cv2.circle(seal, centre, radius, red, radius // 12)
    cv2.circle(seal, centre, radius // 4, red, -1)
    words = (centre[0] - radius * 2 // 3, centre[1] + radius // 2)
    cv2.putText(seal, "GONGZHANG", words, cv2.FONT_HERSHEY_SIMPLEX, radius / 120, red, 4)
    np.minimum(picture, seal, out=picture)
