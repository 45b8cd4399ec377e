"""Still lifes of what the demo's other groups sell: of leather, woven, of clay, and out of the garden."""

import math
from collections.abc import Callable

from hamyar.ops.demo.sheet import (
    Point,
    Sheet,
    around,
    between,
    darker,
    flower,
    leaf,
    lighter,
    mixed,
    paisley,
    shadow,
    sprig,
)

CREAM, BRASS, GREEN = "#fbf3e2", "#d2a954", "#5f8a4c"


def tote(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A bag to carry over the shoulder, with seams and a clasp."""
    shadow(sheet, trade, 640, 838, 340)
    sheet.arc(640, 400, 190, 270, (180, 360), 30, darker(colour, 0.3))
    sheet.arc(640, 400, 190, 270, (180, 360), 8, lighter(colour, 0.3))
    sheet.shape([(370, 400), (910, 400), (960, 790), (920, 834), (360, 834), (320, 790)], colour)
    sheet.shape([(370, 400), (910, 400), (920, 560), (640, 640), (360, 560)], darker(colour, 0.14))
    sheet.dashes((384, 420), (372, 548), accent)
    sheet.dashes((372, 548), (640, 622), accent)
    sheet.dashes((640, 622), (908, 548), accent)
    sheet.dashes((896, 420), (908, 548), accent)
    sheet.dashes((350, 800), (930, 800), accent)
    sheet.oval(640, 626, 32, 32, BRASS)
    sheet.oval(640, 626, 14, 14, darker(BRASS))


def wallet(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A purse with a clasp, and some coins."""
    shadow(sheet, trade, 650, 828, 370)
    sheet.box(330, 440, 640, 390, darker(colour, 0.25), 40)
    sheet.box(310, 420, 640, 390, colour, 40)
    sheet.box(310, 420, 640, 190, lighter(colour, 0.1), 40)
    for start, end in (
        ((340, 446), (920, 446)),
        ((340, 786), (920, 786)),
        ((334, 460), (334, 770)),
        ((926, 460), (926, 770)),
    ):
        sheet.dashes(start, end, accent)
    sheet.stroke([(312, 610), (948, 610)], 6, darker(colour, 0.35))
    sheet.box(850, 560, 120, 96, darker(colour, 0.15), 30)
    sheet.oval(900, 608, 24, 24, BRASS)
    paisley(sheet, 470, 690, 44, mixed(accent, colour, 0.35))
    for x, y in ((240, 820), (310, 846), (1040, 838)):
        sheet.oval(x, y + 8, 44, 20, darker(BRASS))
        sheet.oval(x, y, 44, 20, BRASS)


def belt(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A belt, rolled up."""
    shadow(sheet, trade, 640, 832, 330)
    for far in range(6):
        reach = 300 - far * 48
        sheet.oval(640, 600, reach, reach * 0.76, darker(colour, 0.3) if far % 2 else colour)
        if far % 2 == 0:
            for number, spot in enumerate(around(640, 600, reach - 14, (reach - 14) * 0.76, 60)):
                if number % 2:
                    sheet.oval(*spot, 4, 4, accent)
    sheet.box(610, 760, 420, 76, colour, 16)
    sheet.dashes((630, 774), (1010, 774), accent)
    sheet.dashes((630, 822), (1010, 822), accent)
    sheet.box(960, 736, 120, 124, BRASS, 22)
    sheet.box(986, 764, 68, 68, colour, 10)
    sheet.stroke([(950, 798), (1060, 798)], 12, lighter(BRASS))


def notebook(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A notebook in a leather cover, with a pencil."""
    shadow(sheet, trade, 650, 832, 300)
    sheet.box(436, 300, 430, 530, darker(colour, 0.3), 26)
    sheet.box(450, 310, 410, 506, CREAM, 10)
    sheet.box(420, 286, 430, 530, colour, 26)
    sheet.box(420, 286, 70, 530, darker(colour, 0.16), 26)
    sheet.dashes((510, 316), (820, 316), accent)
    sheet.dashes((510, 788), (820, 788), accent)
    sheet.dashes((822, 320), (822, 784), accent)
    for reach in (96, 64):
        for x, y in around(664, 520, reach, reach, 8, 0.2):
            leaf(sheet, (664, 520), math.atan2(y - 520, x - 664), reach * 0.5, mixed(accent, colour, 0.35))
    sheet.stroke([(420, 660), (850, 660)], 18, darker(colour, 0.4))
    sheet.stroke([(960, 820), (1080, 560)], 24, "#e0b04c")
    sheet.stroke([(1074, 572), (1086, 546)], 24, "#e79a8b")
    sheet.stroke([(950, 842), (956, 828)], 10, "#3b2a20")


def keyring(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """Two leather fobs with keys."""
    for x, shade in ((470, colour), (810, accent)):
        shadow(sheet, trade, x, 836, 110, 22)
        sheet.arc(x, 330, 84, 84, (0, 360), 15, "#b9b4ab")
        sheet.shape([(x - 60, 420), (x + 60, 420), (x + 110, 780), (x, 832), (x - 110, 780)], shade)
        sheet.dashes((x - 52, 446), (x - 90, 764), CREAM)
        sheet.dashes((x + 52, 446), (x + 90, 764), CREAM)
        sheet.oval(x, 446, 20, 20, BRASS)
        paisley(sheet, x, 650, 48, lighter(shade, 0.5))
    sheet.arc(640, 400, 42, 42, (0, 360), 16, BRASS)
    sheet.stroke([(640, 442), (640, 620)], 16, BRASS)
    for y in (570, 606):
        sheet.stroke([(640, y), (676, y)], 14, BRASS)


def basket(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A woven basket with a handle and fruit in it."""
    shadow(sheet, trade, 640, 846, 360)
    sheet.arc(640, 560, 270, 350, (180, 360), 30, darker(colour, 0.2))
    for x, y, shade in ((490, 540, "#c8463d"), (600, 510, "#e0a93f"), (720, 520, "#c8463d"), (810, 552, "#9dab4b")):
        sheet.oval(x, y, 78, 74, shade)
        sheet.oval(x - 24, y - 28, 18, 12, lighter(shade, 0.5))
    sheet.shape([(330, 560), (950, 560), (890, 846), (390, 846)], darker(colour, 0.3))
    for row in range(6):
        y, reach = 574 + row * 46, 300 - row * 10
        for number in range(13):
            left = 640 - reach + (number - 0.46) * reach / 6
            shade = accent if (number + row) % 4 == 0 else _woven(colour, number + row)
            sheet.box(left, y, reach / 6.6, 36, shade, 12)
    sheet.stroke([(322, 562), (958, 562)], 34, colour)
    sheet.dashes((330, 562), (950, 562), darker(colour, 0.3), 8, 36)


def _woven(colour: str, number: int) -> str:
    return lighter(colour, 0.18) if number % 2 else colour


def plate(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """An enamelled plate on a stand, painted in rings."""
    shadow(sheet, trade, 640, 846, 260)
    sheet.shape([(540, 700), (580, 700), (520, 850), (470, 850)], "#7d5a41")
    sheet.shape([(700, 700), (740, 700), (810, 850), (760, 850)], "#7d5a41")
    rings = (
        (370, darker(colour, 0.3)),
        (356, accent),
        (338, colour),
        (250, CREAM),
        (236, lighter(colour, 0.25)),
        (120, accent),
        (104, CREAM),
    )
    for reach, shade in rings:
        sheet.oval(640, 440, reach, reach, shade)
    for reach, count, size in ((296, 16, 34), (180, 12, 36), (60, 8, 26)):
        for x, y in around(640, 440, reach - size, reach - size, count):
            leaf(sheet, (x, y), math.atan2(y - 440, x - 640), size, accent if reach != 180 else darker(colour, 0.1))
    for x, y in around(640, 440, 318, 318, 32):
        sheet.oval(x, y, 8, 8, CREAM)
    flower(sheet, 640, 440, 26, darker(colour))


def vase(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A clay vase with a glaze, and twigs in it."""
    shadow(sheet, trade, 640, 846, 220)
    for tip in ((470, 120), (600, 80), (720, 90), (830, 140)):
        sprig(sheet, (640, 400), tip, GREEN if tip[0] % 4 else mixed(GREEN, "#c9a23f", 0.4), 6, 24)
    outline: list[Point] = [(570, 370), (548, 440), (450, 560), (440, 680), (520, 846)]
    sheet.shape([*outline, *((1280 - x, y) for x, y in reversed(outline))], colour)
    sheet.oval(640, 370, 76, 20, darker(colour, 0.4))
    for y, reach in ((560, 186), (690, 196)):
        sheet.stroke([(640 - reach, y), (640 + reach, y)], 12, accent)
    for number in range(7):
        x = 472 + number * 56
        sheet.shape([(x, 584), (x + 26, 626), (x, 668), (x - 26, 626)], accent)
        sheet.oval(x, 626, 9, 9, CREAM)
    sheet.stroke([(506, 560), (486, 640), (500, 720)], 14, lighter(colour, 0.5))


def kilim(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A woven rug on the wall."""
    sheet.stroke([(240, 130), (1040, 130)], 20, "#8a6748")
    sheet.box(300, 140, 680, 690, colour)
    for number in range(23):
        sheet.stroke([(310 + number * 30, 830), (310 + number * 30, 872)], 6, CREAM)
    for x in (300, 930):
        for row in range(15):
            sheet.shape(
                [(x, 150 + row * 46), (x + 50, 150 + row * 46), (x + 25, 190 + row * 46)], (accent, CREAM)[row % 2]
            )
    shades = (accent, CREAM, darker(colour, 0.35), accent)
    for row in range(3):
        for number in range(2):
            x, y = 500 + number * 280, 262 + row * 222
            for reach, shade in zip((108, 82, 54, 24), shades, strict=True):
                sheet.shape([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], shade)


def candle(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """Candles of several heights, burning."""
    for x, y, tall in ((430, 830, 300), (640, 846, 430), (850, 830, 230)):
        shadow(sheet, trade, x, y + 4, 120, 22)
        top = y - tall
        for reach, share in ((110, 0.25), (76, 0.5)):
            sheet.oval(
                x,
                top - 54,
                reach,
                reach,
                mixed("#fdf0cf", "#e8dccb" if trade == "leather" else "#d7e4e3", 1 - share - 0.2),
            )
        sheet.box(x - 84, top, 168, tall, colour if x != 640 else accent, 20)
        sheet.oval(x, top + 8, 84, 20, lighter(colour if x != 640 else accent, 0.4))
        for row in range(1, tall // 90):
            sprig(sheet, (x - 40, top + row * 90), (x + 40, top + row * 90 - 20), GREEN, 3, 14)
        sheet.stroke([(x, top + 6), (x, top - 18)], 6, "#5b3a26")
        sheet.oval(x, top - 50, 18, 34, "#f2a33a")
        sheet.oval(x, top - 42, 9, 19, "#fdf0cf")


def soap(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """Bars of soap, tied with string, with herbs."""
    shadow(sheet, trade, 640, 844, 380)
    for row, (x, shade) in enumerate(((640, colour), (610, accent), (660, lighter(colour, 0.35)))):
        y = 740 - row * 122
        sheet.box(x - 270, y - 10, 540, 112, darker(shade, 0.22), 34)
        sheet.box(x - 270, y - 26, 540, 106, shade, 34)
        sheet.scatter(24, (x, y + 26, 210, 30), (5, 10), (darker(shade, 0.3), GREEN))
        sheet.stroke([(x - 220, y - 6), (x + 120, y - 6)], 8, lighter(shade, 0.5))
    sheet.stroke([(640, 462), (640, 836)], 10, "#b98b5c")
    for side in (-1, 1):
        sheet.arc(640 + side * 46, 450, 46, 28, (0, 360), 9, "#b98b5c")
    sprig(sheet, (940, 836), (1090, 660), GREEN, 6, 24)
    sprig(sheet, (320, 840), (190, 690), "#8d7bb5", 6, 20)


def plant(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """A pot with a plant in full leaf."""
    shadow(sheet, trade, 640, 846, 220)
    tips = around(640, 330, 260, 200, 11, 0.15)
    for tip in sorted(tips, key=lambda spot: spot[1]):
        sprig(
            sheet,
            (640, 590),
            between((640, 590), tip, 1.0),
            sheet.dice.choice((colour, lighter(colour, 0.15), darker(colour, 0.12))),
            4,
            38,
        )
    sheet.shape([(460, 590), (820, 590), (770, 846), (510, 846)], accent)
    sheet.box(436, 560, 408, 66, lighter(accent, 0.15), 16)
    for number in range(8):
        sheet.oval(506 + number * 38, 720, 13, 13, CREAM)
    sheet.stroke([(500, 650), (534, 820)], 12, lighter(accent, 0.35))


def rosette(sheet: Sheet, trade: str, colour: str, accent: str) -> None:
    """Three small pots with succulents."""
    for x, size, pot in ((360, 110, accent), (660, 140, CREAM), (950, 110, lighter(accent, 0.3))):
        shadow(sheet, trade, x, 838, size * 1.1, 22)
        sheet.shape(
            [(x - size, 640), (x + size, 640), (x + size * 0.72, 838), (x - size * 0.72, 838)], darker(pot, 0.05)
        )
        sheet.box(x - size * 1.08, 612, size * 2.16, 48, pot, 14)
        for ring, count in ((1.25, 12), (0.9, 10), (0.5, 7)):
            shade = mixed(colour, "#d9e8b8", 1.3 - ring)
            for spot in around(x, 560, size * ring * 0.35, size * ring * 0.26, count, ring):
                leaf(sheet, (x, 580), math.atan2(spot[1] - 580, spot[0] - x), size * ring * 0.62, shade)
        sheet.oval(x, 570, size * 0.16, size * 0.13, "#e7a9a0")


MOTIFS: dict[str, Callable[[Sheet, str, str, str], None]] = {
    motif.__name__: motif
    for motif in (tote, wallet, belt, notebook, keyring, basket, plate, vase, kilim, candle, soap, plant, rosette)
}
