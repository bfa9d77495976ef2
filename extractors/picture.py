"""A page as an image: rendered, freed of stamps and of grey paper, turned and deskewed.

Everything here is pixels of one grey image (0 ink, 255 paper); ocr.py brings them back to points. Lengths that depend
on print are given in points and scaled by the image's pixels per point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2

Image = npt.NDArray[Any]  # uint8, rows × columns (× BGR)
Flags = npt.NDArray[Any]  # bool

DPI = 200  # 300 dpi read one of 880 fields of six poor scans more, for 1.6 times the time
LONGEST_SIDE = 5000  # px; a poster must not take a worker's memory
CONTRAST = 32  # grey by which the palest ink is darker than paper
NOISE = 6.0  # deviations of the paper's noise by which ink must stand out
SMOOTH = 0.8  # px of blur that take the noise but not the strokes
STAMP_SIZE = 40.0  # pt; smaller red marks are print
STAMP_NOISE = 0.98  # of the usual lightness of a stamp; what is darker is print under it
TINT = 24  # levels by which coloured ink exceeds the other channels
MAX_SKEW = 5.0  # degrees


class Area(NamedTuple):
    """A rectangle of pixels, half open."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def cut(self, image: Image) -> Image:
        return image[self.top : self.bottom, self.x0 : self.x1]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as an image: grey ink on white paper, the mask of what a stamp covers (0 or 1), and pixels per point."""

    grey: Image
    stamp: Image
    scale: float

    def turned(self, quarters: int) -> Picture:
        """The picture turned clockwise by quarter turns."""
        grey, stamp = (np.ascontiguousarray(np.rot90(image, -quarters)) for image in (self.grey, self.stamp))
        return Picture(grey, stamp, self.scale)

    def deskewed(self) -> Picture:
        degrees = skew(self.grey)
        return Picture(rotate(self.grey, degrees), rotate(self.stamp, degrees, paper=0), self.scale)


def render(page: pypdfium2.PdfPage, dpi: int = DPI) -> Picture:
    """The page as displayed, cleaned of grey paper and stamps."""
    scale = min(dpi / 72, LONGEST_SIDE / max(page.get_size()))
    colour = np.ascontiguousarray(page.render(scale=scale, may_draw_forms=False).to_numpy()[:, :, :3])
    grey, stamp = without_stamps(colour, scale)
    return Picture(flatten(grey), stamp, scale)


def without_stamps(colour: Image, scale: float) -> tuple[Image, Image]:
    """Grey from BGR with red and blue stamps gone, and the mask of where they were.

    A stamp's own darkness is taken for paper, darker print stays. Lightness decides, not the stamp's own channel:
    JPEG keeps colour at half size, so that red bleeds into the black strokes it lies upon.
    """
    grey: Image = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    paper, stamped = float(np.median(grey)), np.zeros_like(grey)
    for channel in (2, 0):
        tint = cv2.subtract(colour[:, :, channel], np.maximum(colour[:, :, 1], colour[:, :, 2 - channel]))
        stamp = _large_blobs((tint > TINT).astype(np.uint8), round(STAMP_SIZE * scale)) & (tint > TINT // 3)
        deep = grey[stamp & (tint > 2 * TINT)]
        if deep.size:
            light = np.minimum(grey * (paper / max(STAMP_NOISE * float(np.median(deep)), 1.0)), paper).astype(np.uint8)
            grey = np.where(stamp, np.maximum(grey, light), grey)
            stamped |= stamp.astype(np.uint8)
    return grey, stamped


def _large_blobs(mask: Image, size: int) -> Flags:
    if cv2.countNonZero(mask) < size:
        return np.zeros_like(mask, dtype=bool)
    joined = cv2.dilate(mask, np.ones((size // 4 | 1, size // 4 | 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    large = (stats[:, cv2.CC_STAT_WIDTH] > size) & (stats[:, cv2.CC_STAT_HEIGHT] > size)
    large[0] = False
    blobs: Flags = large[labels]
    return blobs


def flatten(grey: Image) -> Image:
    """Divide out the background, so that grey paper and shaded cells become white."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    paper = cv2.resize(cv2.GaussianBlur(paper, (0, 0), 5), grey.shape[::-1])
    flat: Image = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    return flat


def ink_of(grey: Image) -> Image:
    """The image's ink (0 or 1): what stands out from flattened paper and its noise, pale strokes included."""
    smooth = cv2.GaussianBlur(grey, (0, 0), SMOOTH)
    paper = float(np.median(smooth[::3, ::3]))
    noise = 1.5 * float(np.median(np.abs(smooth[::3, ::3] - paper)))
    ink: Image = (smooth < paper - max(CONTRAST, NOISE * noise)).astype(np.uint8)
    return ink


def skew(grey: Image) -> float:
    """The page's skew in degrees (positive: lines fall to the right), from how sharply rows of ink stand out."""
    ink = cv2.resize(255 - grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    best = max(np.arange(-MAX_SKEW, MAX_SKEW + 0.1, 0.25), key=lambda angle: _sharpness(coarse, angle))
    return float(max(best + np.arange(-0.25, 0.26, 0.05), key=lambda angle: _sharpness(ink, angle)))


def _sharpness(ink: Image, angle: float) -> float:
    turned = rotate(ink, angle, paper=0)
    rows = np.diff(turned.sum(axis=1, dtype=np.float64))
    columns = np.diff(turned.sum(axis=0, dtype=np.float64))
    return float((rows**2).sum() + (columns**2).sum())


def rotate(image: Image, degrees: float, paper: int = 255) -> Image:
    """The image turned about its centre by ``degrees`` against the skew of that size, its size kept."""
    if abs(degrees) < 0.04:
        return image
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned: Image = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)
    return turned
