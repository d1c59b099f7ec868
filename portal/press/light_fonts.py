"""The press's faces made light, once: a paper stays under 200 KB, and quick.

Fandol draws a character with a hundred short curves, half a kilobyte of it. Here its
outlines become polygons that stay within 1/300 of an em, less than a dot of print, as
TrueType: half the size. What is not in GB 2312 comes from the fonts beside them.

    python -m portal.press.light_fonts ASSETS      (the worker does it where missing)
"""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.basePen import BasePen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

VERSION = 3  # of the making: another one is made anew
UNITS = 500  # to the em
TOLERANCE = 1.6  # in UNITS

Point = tuple[float, float]


@dataclass(frozen=True)
class Face:
    source: str
    family: str
    characters: str
    weight: int = 400


def _gb2312() -> str:
    pairs = (bytes([r, c]) for r in range(0xA1, 0xF8) for c in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


EVERY = "".join(map(chr, range(32, 127))) + _gb2312()

FACES = (
    Face("FandolFang-Regular.otf", "FandolFang", EVERY),
    Face("FandolSong-Bold.otf", "FandolSong", EVERY, 700),
    Face("FandolKai-Regular.otf", "FandolKai", EVERY),
    Face("FandolHei-Regular.otf", "FandolHei", EVERY),
    Face("FandolSong-Regular.otf", "FandolSong Digits", "0123456789 —"),
)

CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{press}</dir>
  <dir>{fonts}</dir>
  <cachedir>{assets}/fonts-cache</cachedir>
  <selectfont><rejectfont><glob>{fonts}/Fandol*</glob></rejectfont></selectfont>
</fontconfig>
"""


def prepare(assets: Path) -> Path:
    """The fontconfig file of the press, its fonts made where they are not there yet."""
    folder = assets / f"press-{VERSION}"
    with (assets / "press.lock").open("a") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            _make_all(assets / "fonts", folder)
    conf = folder / "fonts.conf"
    text = CONF.format(press=folder, fonts=assets / "fonts", assets=assets)
    if not conf.exists() or conf.read_text("utf-8") != text:
        draft = folder / f".{uuid.uuid4()}"
        draft.write_text(text, "utf-8")
        draft.rename(conf)
    return conf


def _make_all(fonts: Path, folder: Path) -> None:
    draft = folder.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    makers = [  # side by side: each takes seconds of a processor
        subprocess.Popen([sys.executable, __file__, fonts, draft, str(number)])
        for number in range(len(FACES))
    ]
    codes = [maker.wait() for maker in makers]
    if any(codes):
        raise RuntimeError("the press's fonts could not be made; see above")
    os.replace(draft, folder)


def _make(fonts: Path, draft: Path, face: Face) -> None:
    with TTFont(fonts / face.source, lazy=True) as source:
        light = _lightened(source, face)
    light.save(draft / face.source.replace(".otf", ".ttf"))


def _lightened(source: TTFont, face: Face) -> FontBuilder:
    """A TrueType font of polygons with the characters of ``face``."""
    scale = UNITS / source["head"].unitsPerEm
    known, outlines = source.getBestCmap(), source.getGlyphSet()
    names = {".notdef": ".notdef"}
    cmap = {}
    for character in sorted({ord(c) for c in face.characters} & set(known)):
        glyph = known[character]
        cmap[character] = names.setdefault(glyph, f"g{len(names)}")
    glyphs = {light: _polygons(outlines[g], scale) for g, light in names.items()}
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(list(names.values()))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    widths = {light: outlines[glyph].width * scale for glyph, light in names.items()}
    builder.setupHorizontalMetrics(
        {name: (round(width), glyphs[name].xMin) for name, width in widths.items()}
    )
    _describe(builder, source, face, scale)
    return builder


def _describe(builder: FontBuilder, source: TTFont, face: Face, scale: float) -> None:
    heights = source["hhea"]
    ascent = round(heights.ascent * scale)
    descent = -abs(round(heights.descent * scale))  # one source has the sign wrong
    bold = face.weight > 400
    builder.updateHead(macStyle=int(bold), created=0, modified=0)
    builder.font.recalcTimestamp = False  # the same bytes on every machine
    builder.setupHorizontalHeader(ascent=ascent, descent=descent)
    builder.setupNameTable(
        {"familyName": face.family, "styleName": "Bold" if bold else "Regular"}
    )
    builder.setupOS2(
        sTypoAscender=ascent,
        sTypoDescender=descent,
        usWinAscent=ascent,
        usWinDescent=-descent,
        usWeightClass=face.weight,
        fsSelection=0x20 if bold else 0x40,
    )
    builder.setupPost(keepGlyphNames=False)


def _polygons(outline: object, scale: float) -> object:
    flat = FlatPen(scale)
    outline.draw(flat)
    pen = TTGlyphPen(None)
    for contour in flat.contours:
        points = [(round(x), round(y)) for x, y in simplified(contour, TOLERANCE)]
        if len(points) > 2:
            pen.moveTo(points[0])
            for point in points[1:]:
                pen.lineTo(point)
            pen.closePath()
    return pen.glyph()


class FlatPen(BasePen):
    """Draws curves as the few points that keep them within half a unit."""

    def __init__(self, scale: float) -> None:
        super().__init__(None)
        self.scale = scale
        self.contours: list[list[Point]] = []

    def _moveTo(self, to: Point) -> None:
        self.contours.append([self._scaled(to)])

    def _lineTo(self, to: Point) -> None:
        self.contours[-1].append(self._scaled(to))

    def _curveToOne(self, one: Point, two: Point, to: Point) -> None:
        contour = self.contours[-1]
        (x0, y0), (x1, y1) = contour[-1], self._scaled(one)
        (x2, y2), (x3, y3) = self._scaled(two), self._scaled(to)
        bend = max(
            abs(x0 - 2 * x1 + x2) + abs(y0 - 2 * y1 + y2),
            abs(x1 - 2 * x2 + x3) + abs(y1 - 2 * y2 + y3),
        )
        steps = int((0.75 * bend) ** 0.5) + 1
        for step in range(1, steps):
            t = step / steps
            u = 1 - t
            a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            contour.append(
                (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)
            )
        contour.append((x3, y3))

    def _scaled(self, point: Point) -> Point:
        return point[0] * self.scale, point[1] * self.scale


def simplified(points: Sequence[Point], tolerance: float) -> Iterable[Point]:
    """A closed contour without the points that its shape can do without.

    Douglas and Peucker's way: between two points that stay, the one farthest from the
    line between them stays, too, if it lies farther than ``tolerance``.
    """
    far = max(range(len(points)), key=lambda i: _square(points[0], points[i]))
    ring = [*points, points[0]]
    kept, spans = {0, far}, [(0, far), (far, len(points))]
    while spans:
        first, last = spans.pop()
        index, square = _farthest(ring, first, last)
        if square > tolerance * tolerance:
            kept.add(index)
            spans += [(first, index), (index, last)]
    return [points[index] for index in sorted(kept)]


def _farthest(ring: Sequence[Point], first: int, last: int) -> tuple[int, float]:
    """Which point between two lies farthest from their line, and how far, squared."""
    (ax, ay), (bx, by) = ring[first], ring[last]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    found, most = first, 0.0
    for index in range(first + 1, last):
        x, y = ring[index]
        if length:
            across = dx * (y - ay) - dy * (x - ax)
            square = across * across / length
        else:
            square = (x - ax) ** 2 + (y - ay) ** 2
        if square > most:
            found, most = index, square
    return found, most


def _square(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


if __name__ == "__main__":
    paths = [Path(argument).resolve() for argument in sys.argv[1:3]]
    if len(sys.argv) == 4:
        _make(*paths, FACES[int(sys.argv[3])])
    else:
        prepare(*paths)
