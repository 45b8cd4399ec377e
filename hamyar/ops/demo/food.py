"""Still lifes of what the demo's cooks and mushroom growers sell."""

import math
from collections.abc import Callable

from hamyar.ops.demo.sheet import Sheet, around, darker, lighter, mixed, shadow, sprig

CREAM, WOOD, GREEN = "#fbf3e2", "#a8703f", "#5f8a4c"


def jar(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A jar of something, with a cloth over its lid and a label."""
    shadow(sheet, trade, 660, 812, 250)
    sheet.box(440, 290, 400, 520, mixed(colour, "#ffffff", 0.72), 70)
    sheet.box(462, 372, 356, 420, colour, 56)
    sheet.scatter(46, (640, 590, 150, 180), (12, 28), (lighter(colour), darker(colour, 0.15), accent))
    sheet.box(500, 500, 280, 190, CREAM, 18)
    sprig(sheet, (585, 610), (700, 560), GREEN, 3, 20)
    for row, wide in ((636, 150), (660, 96)):
        sheet.stroke([(640 - wide / 2, row), (640 + wide / 2, row)], 8, mixed(accent, CREAM, 0.3))
    sheet.stroke([(476, 410), (476, 700)], 14, lighter(colour, 0.6))
    _cloth_lid(sheet, accent)
    _beside(sheet, trade, accent)


def _cloth_lid(sheet: Sheet, colour: str) -> None:
    hem = [(430 + number * 42, 352 + (18 if number % 2 else 0)) for number in range(11)]
    sheet.shape([(476, 236), (804, 236), *reversed(hem)], colour)
    sheet.oval(640, 238, 165, 34, lighter(colour, 0.25))
    for number in range(9):
        sheet.oval(490 + number * 38, 290 + (number % 2) * 22, 8, 8, CREAM)
    sheet.stroke([(452, 322), (640, 332), (828, 322)], 9, darker(colour, 0.35))
    sheet.stroke([(640, 332), (606, 372)], 7, darker(colour, 0.35))
    sheet.stroke([(640, 332), (680, 368)], 7, darker(colour, 0.35))


def _beside(sheet: Sheet, trade: str, colour: str) -> None:
    side = sheet.dice.choice((250, 1030))
    shadow(sheet, trade, side, 826, 90, 18)
    for x, y, size in ((-52, 790, 48), (46, 782, 54), (0, 806, 42)):
        sheet.oval(side + x, y, size, size * 0.92, mixed(colour, "#ffffff", 0.12))
        sheet.oval(side + x - size * 0.3, y - size * 0.35, size * 0.22, size * 0.16, lighter(colour, 0.55))


def bread(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """Round loaves on a board."""
    sheet.box(270, 770, 760, 56, WOOD, 24)
    sheet.box(270, 770, 760, 18, lighter(WOOD, 0.25), 9)
    for x, y, size in ((470, 668, 190), (830, 660, 200), (650, 560, 210)):
        sheet.oval(x, y, size, size * 0.62, darker(colour, 0.18))
        sheet.oval(x, y - 14, size, size * 0.56, colour)
        for cut in (-0.45, 0, 0.45):
            sheet.arc(x + cut * size, y + 6, size * 0.34, size * 0.42, (200, 320), 13, lighter(colour, 0.55))
        sheet.scatter(26, (x, y - 34, size * 0.7, size * 0.3), (4, 7), (CREAM, accent))
    _wheat(sheet, 210, 800)


def _wheat(sheet: Sheet, x: float, y: float) -> None:
    for lean in (-40, 0, 44):
        sheet.stroke([(x, y), (x + lean, y - 250)], 5, "#c79b45")
        for number in range(6):
            for side in (-13, 13):
                sheet.oval(x + lean * (0.5 + number * 0.09) + side, y - 130 - number * 24, 9, 15, "#dcb355")


def cake(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A layered cake on a stand."""
    shadow(sheet, trade, 640, 850, 210)
    sheet.shape([(600, 740), (680, 740), (740, 850), (540, 850)], "#e9e2d6")
    sheet.oval(640, 740, 380, 60, "#f4efe6")
    sheet.oval(640, 728, 380, 58, "#ffffff")
    for row, shade in enumerate((colour, CREAM, colour, CREAM)):
        y = 708 - row * 70
        sheet.oval(640, y, 290, 46, darker(shade, 0.12))
        sheet.box(350, y - 70, 580, 70, shade)
    sheet.oval(640, 428, 290, 46, CREAM)
    for number in range(10):
        sheet.box(352 + number * 58, 420, 52, 60 + sheet.dice.randrange(70), CREAM, 26)
    for cherry, rim in around(640, 424, 230, 30, 9):
        sheet.oval(cherry, rim - 22, 30, 28, accent)
        sheet.oval(cherry - 9, rim - 32, 8, 6, lighter(accent, 0.6))
    sprig(sheet, (600, 410), (680, 370), GREEN, 2, 24)


def cookies(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A plate of small round cookies."""
    shadow(sheet, trade, 640, 838, 430)
    sheet.oval(640, 770, 440, 84, "#dcd3c4")
    sheet.oval(640, 752, 440, 80, "#fffaf0")
    rows = ((745, 7, 104), (672, 6, 104), (600, 4, 108), (532, 2, 110))
    for y, count, apart in rows:
        for number in range(count):
            x = 640 + (number - (count - 1) / 2) * apart
            sheet.oval(x, y + 8, 66, 54, darker(colour, 0.2))
            sheet.oval(x, y, 66, 52, sheet.dice.choice((colour, lighter(colour, 0.15), darker(colour, 0.06))))
            for spot in around(x, y, 34, 26, 6):
                sheet.oval(*spot, 6, 5, lighter(colour, 0.5))
            sheet.oval(x, y - 2, 17, 14, accent)


def bowl(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A bowl of something hot, decorated as for a guest."""
    shadow(sheet, trade, 640, 852, 240)
    sheet.half(640, 590, 390, 262, accent, is_lower=True)
    sheet.box(540, 836, 200, 22, darker(accent, 0.2), 10)
    for number in range(9):
        sheet.oval(330 + number * 78, 650 + (4 - abs(number - 4)) * 16, 16, 16, CREAM)
    sheet.oval(640, 590, 390, 88, lighter(accent, 0.35))
    sheet.oval(640, 592, 356, 74, colour)
    for far in (250, 160):
        sheet.arc(640, 592, far, far * 0.2, (10, 330), 13, CREAM)
    sheet.scatter(40, (640, 590, 300, 54), (5, 11), (GREEN, "#8a4f22", "#d8a24a"))
    for x in (520, 640, 760):
        bends = [(x + 22 * math.sin(step / 4), 480 - step * 9) for step in range(26)]
        sheet.stroke(bends, 12, "#fffaf2")


def rolls(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """Stuffed leaves, piled on a dish."""
    shadow(sheet, trade, 640, 836, 430)
    sheet.oval(640, 770, 450, 86, "#c7b08c")
    sheet.oval(640, 752, 450, 82, accent)
    for y, count in ((740, 6), (676, 5), (612, 4), (548, 3), (488, 2)):
        for number in range(count):
            x = 640 + (number - (count - 1) / 2) * 136
            shade = sheet.dice.choice((colour, lighter(colour, 0.12), darker(colour, 0.12)))
            sheet.box(x - 66, y - 36, 132, 74, darker(shade, 0.25), 36)
            sheet.box(x - 66, y - 40, 132, 68, shade, 34)
            for vein in (-34, 0, 34):
                sheet.stroke([(x + vein - 8, y - 26), (x + vein + 8, y + 12)], 4, lighter(shade, 0.3))
    for x in (300, 980):
        sheet.oval(x, 768, 54, 42, "#f0d24f")
        sheet.oval(x, 764, 38, 29, "#f8e68c")


def bag(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A paper bag with a window, and some of what is in it in front."""
    shadow(sheet, trade, 650, 826, 270)
    paper = "#d8b98a"
    sheet.shape([(440, 300), (840, 300), (870, 820), (410, 820)], paper)
    sheet.shape([(440, 300), (840, 300), (846, 372), (434, 372)], darker(paper, 0.15))
    sheet.shape([(470, 216), (810, 216), (840, 300), (440, 300)], lighter(paper, 0.2))
    sheet.dashes((446, 340), (834, 340), CREAM)
    sheet.oval(640, 600, 132, 150, CREAM)
    sheet.oval(640, 600, 114, 132, mixed(colour, CREAM, 0.2))
    sheet.scatter(90, (640, 600, 96, 112), (8, 20), (colour, darker(colour), accent, lighter(colour)))
    sheet.scatter(60, (300, 810, 130, 34), (8, 20), (colour, darker(colour), accent))
    sprig(sheet, (980, 830), (1080, 640), mixed(colour, GREEN, 0.5), 5, 26)


def mushrooms(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """Round mushrooms in a basket."""
    shadow(sheet, trade, 640, 846, 400)
    for x, y, size in ((420, 620, 120), (560, 560, 140), (730, 570, 150), (880, 628, 118), (650, 640, 150)):
        _mushroom(sheet, x, y, size, colour)
    sheet.shape([(270, 660), (1010, 660), (930, 850), (350, 850)], accent)
    for row in range(4):
        for number in range(15 - row):
            left = 618 + (number - (14 - row) / 2) * 50
            shade = lighter(accent, 0.22) if (number + row) % 2 else darker(accent, 0.12)
            sheet.box(left, 672 + row * 44, 44, 36, shade, 14)
    sheet.stroke([(262, 664), (1018, 664)], 30, darker(accent, 0.2))


def _mushroom(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    edge = darker(colour, 0.3)
    sheet.box(x - size * 0.3, y - 10, size * 0.6, size * 0.95, edge, size * 0.2)
    sheet.box(x - size * 0.26, y - 10, size * 0.52, size * 0.91, lighter(colour, 0.4), size * 0.18)
    sheet.oval(x, y, size, size * 0.24, darker(colour, 0.45))
    sheet.half(x, y + 4, size + 5, size * 0.84 + 5, edge)
    sheet.half(x, y + 2, size, size * 0.84, colour)
    sheet.oval(x - size * 0.35, y - size * 0.42, size * 0.22, size * 0.13, lighter(colour, 0.7))


def oysters(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A cluster of oyster mushrooms on a piece of wood."""
    shadow(sheet, trade, 640, 846, 360)
    sheet.box(300, 740, 680, 100, WOOD, 46)
    sheet.oval(970, 790, 34, 50, lighter(WOOD, 0.4))
    sheet.oval(970, 790, 18, 30, WOOD)
    fans = ((440, 700, 170), (840, 700, 175), (560, 600, 190), (750, 590, 190), (650, 500, 180), (640, 690, 190))
    for x, y, size in fans:
        sheet.shape([(x - size * 0.2, y), (x + size * 0.2, y), (660, 780), (620, 780)], lighter(colour, 0.55))
        sheet.half(x, y + 14, size, size * 0.7, darker(colour, 0.2))
        sheet.half(x, y, size, size * 0.66, colour)
        for lean in (-0.6, -0.3, 0, 0.3, 0.6):
            sheet.stroke([(x + lean * size, y - 6), (x + lean * size * 0.5, y - size * 0.4)], 4, lighter(colour, 0.4))


def kit(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A box in which mushrooms grow at home."""
    shadow(sheet, trade, 650, 838, 330)
    sheet.box(380, 360, 520, 480, accent, 12)
    sheet.shape([(380, 360), (440, 290), (960, 290), (900, 360)], lighter(accent, 0.25))
    sheet.shape([(900, 360), (960, 290), (960, 760), (900, 840)], darker(accent, 0.2))
    sheet.box(440, 420, 400, 90, CREAM, 14)
    sprig(sheet, (500, 466), (760, 466), GREEN, 5, 18)
    sheet.oval(640, 690, 170, 120, darker(accent, 0.55))
    for x, y, size in ((560, 690, 74), (710, 680, 84), (640, 640, 80), (620, 740, 70), (700, 760, 62)):
        _mushroom(sheet, x, y, size, colour)


MOTIFS: dict[str, Callable[[Sheet, str, str, str], None]] = {
    motif.__name__: motif for motif in (jar, bread, cake, cookies, bowl, rolls, bag, mushrooms, oysters, kit)
}
