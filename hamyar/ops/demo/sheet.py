"""What the demo's pictures are drawn on: flat shapes in warm colours, drawn at twice the size and made smooth."""

import math
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hamyar.kit.photos import Picture

if TYPE_CHECKING:
    pass

WIDTH, HEIGHT = 1280, 960
TABLE = 640
_FINE = 2
Point = tuple[float, float]
# Wall, light on the wall, table, cloth.
ROOMS = {
    "cooking": ("#f3e2c7", "#faefdc", "#c98a5e", "#f7f1e6"),
    "sewing": ("#e9d9dd", "#f4e9ec", "#b9909b", "#f6efe9"),
    "handicrafts": ("#d7e4e3", "#e8f1f0", "#a8825f", "#efe6d2"),
    "mushrooms": ("#dfe5d2", "#edf1e4", "#8c7256", "#e7e2cf"),
    "leather": ("#e8dccb", "#f3eadd", "#7d5a41", "#d9c7ae"),
    "other": ("#dde7d6", "#ecf3e6", "#b88d66", "#f3efe2"),
}


class Sheet:
    """One picture while it is drawn, 1280 by 960; the same seed gives the same picture."""

    def __init__(self, seed: int) -> None:
        # Imported here: the server itself draws nothing.
        from PIL import Image, ImageDraw

        self._image: Image.Image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE))
        self._pen = ImageDraw.Draw(self._image)
        self.dice = random.Random(seed)

    def picture(self) -> Picture:
        """What was drawn, smooth."""
        return Picture(self._image.reduce(_FINE))

    def box(self, x: float, y: float, width: float, height: float, colour: str, corner: float = 0) -> None:
        """A rectangle from its upper left corner."""
        place = [x * _FINE, y * _FINE, (x + width) * _FINE, (y + height) * _FINE]
        self._pen.rounded_rectangle(place, corner * _FINE, fill=colour)

    def oval(self, x: float, y: float, across: float, down: float, colour: str) -> None:
        """An ellipse around its middle, with half its width and half its height."""
        self._pen.ellipse(self._around(x, y, across, down), fill=colour)

    def half(self, x: float, y: float, across: float, down: float, colour: str, *, is_lower: bool = False) -> None:
        """The upper or lower half of an ellipse."""
        start = 0 if is_lower else 180
        self._pen.pieslice(self._around(x, y, across, down), start, start + 180, fill=colour)

    def arc(self, x: float, y: float, across: float, down: float, turn: Point, width: float, colour: str) -> None:
        """A part of an ellipse's edge, in degrees clockwise from the right."""
        self._pen.arc(self._around(x, y, across, down), *turn, fill=colour, width=round(width * _FINE))

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """A polygon."""
        self._pen.polygon([(x * _FINE, y * _FINE) for x, y in points], fill=colour)

    def stroke(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A line with round ends and corners."""
        self._pen.line([(x * _FINE, y * _FINE) for x, y in points], colour, round(width * _FINE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, colour)

    def dashes(self, start: Point, end: Point, colour: str, width: float = 5, step: float = 22) -> None:
        """A seam."""
        count = max(1, round(math.dist(start, end) / step))
        for number in range(count):
            ends = [between(start, end, (number + part) / count) for part in (0.2, 0.75)]
            self.stroke(ends, width, colour)

    def scatter(
        self, count: int, inside: tuple[float, float, float, float], size: Point, colours: Sequence[str]
    ) -> None:
        """Small ovals here and there in an ellipse (middle, half width, half height)."""
        x, y, across, down = inside
        for _ in range(count):
            turn, far = self.dice.uniform(0, math.tau), math.sqrt(self.dice.random())
            spot = (x + math.cos(turn) * far * across, y + math.sin(turn) * far * down)
            wide = self.dice.uniform(*size)
            self.oval(*spot, wide, wide * self.dice.uniform(0.6, 1), self.dice.choice(colours))

    def _around(self, x: float, y: float, across: float, down: float) -> list[float]:
        return [(x - across) * _FINE, (y - down) * _FINE, (x + across) * _FINE, (y + down) * _FINE]


def room(sheet: Sheet, trade: str) -> None:
    """A wall with the light of a window on it, a table, and a cloth on the table."""
    wall, light, table, cloth = ROOMS[trade]
    sheet.box(0, 0, WIDTH, HEIGHT, wall)
    at = sheet.dice.choice((150, 860))
    for part in (0, 150):
        sheet.shape([(at + part, 60), (at + part + 130, 60), (at + part + 190, 560), (at + part + 60, 560)], light)
    sheet.box(0, TABLE, WIDTH, HEIGHT - TABLE, table)
    sheet.box(0, TABLE, WIDTH, 14, mixed(table, "#ffffff", 0.25))
    sheet.shape([(250, TABLE + 50), (1030, TABLE + 50), (1130, 910), (150, 910)], cloth)
    for row in range(4):
        y, reach = TABLE + 80 + row * 68, 262 + row * 26
        sheet.stroke([(640 - reach - 100, y), (640 + reach + 100, y)], 3, mixed(cloth, table, 0.35))


def shadow(sheet: Sheet, trade: str, x: float, y: float, across: float, down: float = 30) -> None:
    """What something throws on the cloth."""
    cloth = ROOMS[trade][3]
    sheet.oval(x, y, across, down, mixed(cloth, "#3a2a1c", 0.28))


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another one in it."""
    parts = zip(_rgb(colour), _rgb(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def lighter(colour: str, share: float = 0.3) -> str:
    """The colour in the light."""
    return mixed(colour, "#fff6e6", share)


def darker(colour: str, share: float = 0.25) -> str:
    """The colour in the shade."""
    return mixed(colour, "#2b1a10", share)


def between(start: Point, end: Point, share: float) -> Point:
    """A point on the way."""
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def around(x: float, y: float, across: float, down: float, count: int, turned: float = 0) -> list[Point]:
    """So many points on an ellipse, evenly; `turned` in radians."""
    turns = [turned + math.tau * number / count for number in range(count)]
    return [(x + math.cos(turn) * across, y + math.sin(turn) * down) for turn in turns]


def sprig(sheet: Sheet, foot: Point, tip: Point, colour: str, leaves: int = 4, size: float = 26) -> None:
    """A twig with leaves on both sides."""
    sheet.stroke([foot, tip], 6, darker(colour))
    slope = math.atan2(tip[1] - foot[1], tip[0] - foot[0])
    for number in range(1, leaves + 1):
        spot = between(foot, tip, number / leaves)
        for side in (-0.8, 0.8):
            leaf(sheet, spot, slope + side, size, colour)


def leaf(sheet: Sheet, foot: Point, slope: float, size: float, colour: str) -> None:
    """One pointed leaf that grows from its foot; `slope` in radians."""
    along, across = (math.cos(slope), math.sin(slope)), (-math.sin(slope), math.cos(slope))

    def at(far: float, off: float) -> Point:
        return foot[0] + along[0] * far + across[0] * off, foot[1] + along[1] * far + across[1] * off

    outline = [(0.0, 0.0), (0.3, 0.24), (0.6, 0.26), (1.0, 0.0), (0.6, -0.26), (0.3, -0.24)]
    sheet.shape([at(far * size * 1.9, off * size * 1.9) for far, off in outline], colour)
    sheet.stroke([at(0, 0), at(size * 1.4, 0)], 2, darker(colour, 0.15))


def flower(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    """A small flower with five petals."""
    for spot in around(x, y, size * 0.8, size * 0.8, 5, sheet.dice.random()):
        sheet.oval(*spot, size * 0.62, size * 0.62, colour)
    sheet.oval(x, y, size * 0.5, size * 0.5, "#f4d35e")


def paisley(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    """The drop with a bent tip that stands on so many Persian cloths."""
    sheet.oval(x, y + size * 0.25, size * 0.7, size * 0.7, colour)
    sheet.shape([(x - size * 0.7, y + size * 0.1), (x + size * 0.62, y), (x + size * 0.5, y - size)], colour)
    sheet.oval(x, y + size * 0.25, size * 0.36, size * 0.36, "#fbf3e2")
    sheet.oval(x, y + size * 0.25, size * 0.16, size * 0.16, darker(colour, 0.4))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
