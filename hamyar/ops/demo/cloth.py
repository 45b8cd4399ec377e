"""Still lifes of what the demo's seamstresses sell."""

import math
from collections.abc import Callable

from hamyar.ops.demo.sheet import Sheet, around, darker, flower, leaf, lighter, paisley, shadow, sprig

CREAM, BRASS, GREEN = "#fbf3e2", "#d2a954", "#5f8a4c"


def dress(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A girl's dress with flowers, on a hanger."""
    _hanger(sheet)
    sheet.shape([(500, 300), (420, 400), (480, 450), (540, 380)], darker(colour, 0.1))
    sheet.shape([(780, 300), (860, 400), (800, 450), (740, 380)], darker(colour, 0.1))
    hem = [(960 - number * 64, 840 + (0 if number % 2 else 22)) for number in range(11)]
    sheet.shape([(500, 290), (780, 290), (750, 510), *hem, (530, 510)], colour)
    sheet.shape([(560, 290), (640, 350), (720, 290)], CREAM)
    sheet.box(526, 492, 228, 34, accent, 10)
    for row in range(4):
        y, count = 575 + row * 64, 4 + row
        for number in range(count):
            x = 640 + (number - (count - 1) / 2) * 66 + sheet.dice.uniform(-10, 10)
            flower(sheet, x, y + sheet.dice.uniform(-12, 12), sheet.dice.uniform(10, 15), accent)
    for x, y in ((570, 420), (700, 400), (640, 450)):
        flower(sheet, x, y, 11, accent)


def coat(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A long cotton coat with a belt, on a hanger."""
    _hanger(sheet)
    for side in (-1, 1):
        sleeve = [(640 + side * 130, 290), (640 + side * 270, 640), (640 + side * 196, 670), (640 + side * 116, 440)]
        sheet.shape(sleeve, darker(colour, 0.14))
        sheet.stroke([(640 + side * 264, 628), (640 + side * 200, 654)], 12, accent)
    sheet.shape([(510, 284), (770, 284), (788, 560), (830, 850), (450, 850), (492, 560)], colour)
    sheet.shape([(576, 284), (704, 284), (640, 420)], CREAM)
    sheet.stroke([(640, 420), (640, 846)], 5, darker(colour, 0.3))
    sheet.box(488, 540, 304, 36, accent, 8)
    for y in (460, 510, 630, 700, 770):
        sheet.oval(662, y, 11, 11, BRASS)
    for side in (-1, 1):
        sheet.dashes((640 + side * 90, 660), (640 + side * 140, 740), lighter(colour, 0.5))


def _hanger(sheet: Sheet) -> None:
    sheet.stroke([(180, 150), (1100, 150)], 16, "#8a6748")
    sheet.arc(640, 190, 26, 30, (180, 400), 9, "#6d6257")
    sheet.stroke([(640, 214), (500, 300)], 14, "#b98b5c")
    sheet.stroke([(640, 214), (780, 300)], 14, "#b98b5c")


def apron(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A kitchen apron with a pocket."""
    sheet.oval(640, 132, 22, 22, "#8a6748")
    sheet.arc(640, 230, 120, 120, (180, 360), 18, accent)
    sheet.shape(
        [(520, 230), (760, 230), (800, 430), (900, 470), (930, 850), (350, 850), (380, 470), (480, 430)], colour
    )
    for side in (-1, 1):
        sheet.stroke([(640 + side * 256, 478), (640 + side * 370, 560), (640 + side * 340, 700)], 16, accent)
    for number in range(8):
        sheet.stroke([(420 + number * 63, 800), (420 + number * 63, 850)], 14, accent)
    sheet.box(510, 560, 260, 180, lighter(colour, 0.3), 26)
    sheet.dashes((516, 596), (764, 596), accent, 6)
    sprig(sheet, (580, 700), (700, 640), GREEN, 3, 20)


def cushion(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A cushion of patterned cloth with tassels."""
    shadow(sheet, trade, 640, 840, 360)
    sheet.shape(
        [(350, 340), (640, 366), (930, 340), (900, 590), (930, 840), (640, 814), (350, 840), (380, 590)], colour
    )
    sheet.shape(
        [(410, 400), (640, 420), (870, 400), (848, 590), (870, 780), (640, 760), (410, 780), (432, 590)],
        darker(colour, 0.2),
    )
    for x in (530, 640, 750):
        for y in (500, 590, 680):
            paisley(sheet, x, y, 34, accent)
    for x, y in ((350, 340), (930, 340), (350, 840), (930, 840)):
        for lean in (-14, 0, 14):
            sheet.stroke([(x, y), (x + lean, y + 56)], 7, accent)
        sheet.oval(x, y, 16, 16, darker(accent, 0.2))


def scarf(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A square scarf with a border, laid out."""
    middle = (640.0, 520.0)
    for reach, shade in ((400, colour), (352, CREAM), (330, colour), (230, accent), (212, lighter(colour, 0.25))):
        sheet.shape(around(*middle, reach, reach * 0.92, 4, math.pi / 4 * 0.2), shade)
    for x, y in around(*middle, 282, 262, 20):
        flower(sheet, x, y, 15, accent)
    for reach in (150, 84):
        for x, y in around(*middle, reach, reach * 0.92, 8):
            leaf(sheet, (x, y), math.atan2(y - 520, x - 640), 26, accent)
    flower(sheet, *middle, 40, accent)


def doll(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A cloth doll with plaits and a skirt."""
    shadow(sheet, trade, 640, 846, 210)
    skin = "#f2cfae"
    for side in (-1, 1):
        sheet.stroke([(640 + side * 40, 740), (640 + side * 52, 830)], 44, skin)
        sheet.oval(640 + side * 58, 838, 44, 20, darker(accent))
        sheet.stroke([(640 + side * 90, 520), (640 + side * 190, 640)], 40, skin)
        sheet.stroke([(640 + side * 140, 300), (640 + side * 170, 520)], 40, "#5b3a26")
        sheet.oval(640 + side * 170, 528, 24, 24, accent)
    sheet.shape([(560, 470), (720, 470), (860, 760), (420, 760)], colour)
    for number in range(11):
        sheet.oval(440 + number * 40, 758, 24, 18, CREAM)
    for row in range(3):
        for number in range(3 + row):
            flower(sheet, 640 + (number - (2 + row) / 2) * 66, 570 + row * 62, 11, accent)
    sheet.oval(640, 340, 150, 146, skin)
    sheet.half(640, 320, 162, 150, "#5b3a26")
    for side in (-1, 1):
        sheet.oval(640 + side * 54, 356, 13, 16, "#3b2a20")
        sheet.oval(640 + side * 84, 400, 26, 17, "#eda99a")
    sheet.arc(640, 396, 42, 30, (20, 160), 8, "#b5523f")
    sheet.shape([(560, 240), (720, 240), (640, 280)], accent)


MOTIFS: dict[str, Callable[[Sheet, str, str, str], None]] = {
    motif.__name__: motif for motif in (dress, coat, apron, cushion, scarf, doll)
}
