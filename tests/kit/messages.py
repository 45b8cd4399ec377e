"""Messages as customers write them, and what a draft order of each must hold.

What a case does not name must be empty in the draft: no line, name, number, day or note that is not written here, and
nothing unread but what `unread` lists.
"""

from dataclasses import dataclass

from hamyar.kit.message import Offer, Said, When

GHORMEH, GHEYMEH, LITEH_SMALL, LITEH_LARGE, ALBALOO, NAN, SABZI, JOORAB, ASH, LIF, MANTO_42, MANTO_44 = range(1, 13)
DOLMEH, KOLUCHEH, BAHAR, ROB = range(13, 17)
LITEH, MANTO = (LITEH_SMALL, LITEH_LARGE), (MANTO_42, MANTO_44)

OFFERED = (
    Offer(GHORMEH, "10423", ("قورمه سبزی", "قرمه سبزی"), "plate"),
    Offer(GHEYMEH, "10424", ("قیمه", "خورش قیمه"), "plate"),
    Offer(LITEH_SMALL, "20111", ("ترشی لیته", "ترشی لیته کوچک"), "jar"),
    Offer(LITEH_LARGE, "20111", ("ترشی لیته", "ترشی لیته بزرگ"), "jar"),
    Offer(ALBALOO, "30200", ("مربای آلبالو", "مربا آلبالو"), "jar"),
    Offer(NAN, "30300", ("نان و پنیر", "بسته نان و پنیر"), "pack"),
    Offer(SABZI, "40100", ("سبزی خشک",), "kilo"),
    Offer(JOORAB, "50500", ("جوراب پشمی",), "pair"),
    Offer(ASH, "60600", ("آش",), "plate"),
    Offer(LIF, "70700", ("لیف بافتنی", "لیف"), "piece"),
    Offer(MANTO_42, "80800", ("مانتو", "مانتو سایز ۴۲"), "piece"),
    Offer(MANTO_44, "80800", ("مانتو", "مانتو سایز ۴۴"), "piece"),
    Offer(DOLMEH, "90100", ("دلمه‌ی برگ مو",), "piece"),
    Offer(KOLUCHEH, "90200", ("کلوچه‌ی خرمایی",), "piece"),
    Offer(BAHAR, "90300", ("مربای بهارنارنج",), "jar"),
    Offer(ROB, "90400", ("رب گوجه",), "jar"),
)


@dataclass(frozen=True)
class Ordered:
    """One line that is expected: which offers, how many, and the doubts. Without doubts it is sure."""

    offers: tuple[int, ...]
    quantity: int | None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A message and all that is expected of it."""

    text: str
    lines: tuple[Ordered, ...] = ()
    name: Said | None = None
    mobile: Said | None = None
    address: str = ""
    when: When | None = None
    note: str = ""
    unread: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def one(offer: int | tuple[int, ...], quantity: int | None, *doubts: str) -> Ordered:
    """A line in short."""
    return Ordered(offer if isinstance(offer, tuple) else (offer,), quantity, doubts)


def surely(text: str) -> Said:
    return Said(text, sure=True)


def perhaps(text: str) -> Said:
    return Said(text, sure=False)


WITH_MOST = (
    Case(
        "سلام وقتتون بخیر، می‌خواستم سفارش بدم. ۳ پرس قورمه‌سبزی و ۲ پرس قیمه برای فردا ظهر. ممنون 🙏",
        (one(GHORMEH, 3), one(GHEYMEH, 2)),
        when=When("فردا ظهر", 1, None),
    ),
    Case(
        "سلام خسته نباشید. دو عدد ترشی لیته بزرگ و یک مربای آلبالو لطفاً. نام: زهرا کریمی تلفن: ۰۹۱۱۱۲۳۴۵۶۷ "
        "آدرس: رشت، بلوار گیلان، کوچه ۱۲، پلاک ۷، واحد ۳",
        (one(LITEH_LARGE, 2), one(ALBALOO, 1)),
        name=surely("زهرا کریمی"),
        mobile=surely("+989111234567"),
        address="رشت، بلوار گیلان، کوچه ۱۲، پلاک ۷، واحد ۳",
    ),
    Case(
        "با سلام و احترام\nاحتراماً درخواست ۲۵ پرس قورمه سبزی و ۱۵ پرس قیمه جهت روز سه‌شنبه ۳ آذر ساعت ۱۲ دارم.\n"
        "آدرس: رشت، بلوار شهید انصاری، نبش کوچه ۱۴، ساختمان نگین، طبقه ۲، واحد ۵\nکد پستی: ۴۱۸۷۶۵۴۳۲۱\n"
        "تلفن تماس: ۰۹۱۱ ۳۴۵ ۶۷۸۹\nبا تشکر، احمدی",
        (one(GHORMEH, 25), one(GHEYMEH, 15)),
        name=perhaps("احمدی"),
        mobile=surely("+989113456789"),
        address="رشت، بلوار شهید انصاری، نبش کوچه ۱۴، ساختمان نگین، طبقه ۲، واحد ۵، کد پستی: ۴۱۸۷۶۵۴۳۲۱",
        when=When("سه‌شنبه ۳ آذر ساعت ۱۲", None, None),
        unread=("احتراماً", "دارم"),
    ),
    Case(
        "سفارش جدید\nاسم: لیلا\nشماره: ۰۹۰۱۲۳۴۵۶۷۸\nسفارش: قیمه ۲ تا + ترشی لیته بزرگ ۱ شیشه\n"
        "تحویل: پنجشنبه شب\nآدرس: خیابان امام، پلاک ۹",
        (one(GHEYMEH, 2), one(LITEH_LARGE, 1)),
        name=surely("لیلا"),
        mobile=surely("+989012345678"),
        address="خیابان امام، پلاک ۹",
        when=When("پنجشنبه شب", None, 3),
        unread=("جدید",),
    ),
    Case(
        "مریم احمدی\n۰۹۱۲۱۲۳۴۵۶۷\nرشت خیابان مطهری کوچه ۵\nقیمه ۲ تا",
        (one(GHEYMEH, 2),),
        name=perhaps("مریم احمدی"),
        mobile=surely("+989121234567"),
        address="رشت خیابان مطهری کوچه ۵",
    ),
    Case(
        "سلام. ۱۰ جفت جوراب پشمی بفرستید به آدرس تهران خیابان ستارخان کوچه لادن پلاک ۳ طبقه دوم. "
        "گیرنده: علی رضایی 09351234567",
        (one(JOORAB, 10),),
        name=surely("علی رضایی"),
        mobile=surely("+989351234567"),
        address="تهران خیابان ستارخان کوچه لادن پلاک ۳ طبقه دوم",
    ),
    Case(
        "سلام میشه لطف کنید واسه جمعه ۳ کیلو سبزی خشک با ۲ تا مربا آلبالو کنار بذارید؟ خودم میام میبرم",
        (one(SABZI, 3), one(ALBALOO, 2)),
        when=When("جمعه", None, 4),
        unread=("خودم میام میبرم",),
    ),
    Case(
        "سلام برا فردا ناهار ۶ تا قیمه ۴ تا قورمه سبزی میخوایم. دم در تحویل بدین. پلاک ۱۲ کوچه بهار خیابان حافظ",
        (one(GHEYMEH, 6), one(GHORMEH, 4)),
        address="پلاک ۱۲ کوچه بهار خیابان حافظ",
        when=When("فردا ناهار", 1, None),
        unread=("دم",),
    ),
    Case(
        "سلام ۳ تا قیمه تا ساعت ۱ برسه خیابان سعدی روبروی داروخانه دکتر رضایی، پلاک ۲۳۱، زنگ سوم. "
        "موبایل ۰۹۱۲۳۴۵۶۷۸۹ حسینی",
        (one(GHEYMEH, 3),),
        name=perhaps("حسینی"),
        mobile=surely("+989123456789"),
        address="خیابان سعدی روبروی داروخانه دکتر رضایی، پلاک ۲۳۱، زنگ سوم",
        when=When("ساعت ۱", None, None),
        unread=("برسه",),
    ),
    Case(
        "من مینا هستم از اصفهان، خیابان چهارباغ. ۴ تا لیف. توضیحات: زنگ خرابه، در بزنید",
        (one(LIF, 4),),
        name=perhaps("مینا"),
        address="اصفهان، خیابان چهارباغ",
        note="زنگ خرابه، در بزنید",
    ),
    Case(
        "آدرس\nاصفهان، خانه اصفهان، خیابان گلخانه\nپلاک ۱۴\nواحد ۲",
        address="اصفهان، خانه اصفهان، خیابان گلخانه پلاک ۱۴ واحد ۲",
    ),
)

FROM_MESSENGERS = (
    Case(
        "[12/3/2025, 10:31] مریم: سلام ۲ تا قیمه\nآدرس: رشت، گلسار، خیابان ۱۲۰، پلاک ۵\n۰۹۱۲۱۲۳۴۵۶۷",
        (one(GHEYMEH, 2),),
        name=perhaps("مریم"),
        mobile=surely("+989121234567"),
        address="رشت، گلسار، خیابان ۱۲۰، پلاک ۵",
    ),
    Case(
        "Maryam, [3 Azar 1405 10:31]\nقیمه بیست و پنج تا برای پنجشنبه ظهر",
        (one(GHEYMEH, 25),),
        name=perhaps("Maryam"),
        when=When("پنجشنبه ظهر", None, 3),
    ),
    Case(
        "Maryam Ahmadi, [12.03.2025 10:31]\nسلام\n\nMaryam Ahmadi, [12.03.2025 10:32]\n۳ تا قیمه میخواستم برای فردا\n\n"
        "Maryam Ahmadi, [12.03.2025 10:33]\nببخشید ۴ تا",
        (one(GHEYMEH, 4, "corrected"),),
        name=perhaps("Maryam Ahmadi"),
        # Tomorrow of the day on which she wrote: the message itself tells that it may be another.
        when=When("فردا", None, None),
        refused=("ببخشید",),
    ),
    Case("12/3/25, 10:31 - Maryam: ۲ تا قیمه", (one(GHEYMEH, 2),), name=perhaps("Maryam")),
    Case("[10:31, 12/3/2025] +98 912 123 4567: ۲ تا قیمه", (one(GHEYMEH, 2),), mobile=perhaps("+989121234567")),
    Case("هدایت شده از مریم احمدی\n۲ تا قیمه\n۱۰:۳۱ ب.ظ", (one(GHEYMEH, 2),), name=perhaps("مریم احمدی")),
    Case(
        "[۱۴۰۵/۹/۳، ۱۰:۳۱] مریم احمدی: ۲ تا قیمه\n[۱۴۰۵/۹/۳، ۱۰:۳۵] زهرا: ۳ تا لیف",
        (one(GHEYMEH, 2, "sender"), one(LIF, 3, "sender")),
        name=perhaps("مریم احمدی"),
    ),
    Case(
        "[12/3/2025, 10:31] مریم: سلام قورمه سبزی چند؟\n[12/3/2025, 10:32] غرفه: سلام پرسی ۲۵۰ تومن\n"
        "[12/3/2025, 10:33] مریم: باشه ۲ تا بفرستید",
        (one(GHORMEH, None, "asked", "quantity"),),
        name=perhaps("مریم"),
        unread=("چند", "پرسی ۲۵۰ تومن", "۲ تا"),
    ),
    Case("سلام\u200f\u202b قیمه\u202c ۲ تا\u200e", (one(GHEYMEH, 2),)),
    Case("قیمه 2️⃣ ❤️🌹", (one(GHEYMEH, 2),)),
    Case("قیمه 🍛 ۲ تا", (one(GHEYMEH, 2),), unread=("🍛",)),
)

LISTS = (
    Case(
        "۱. قورمه سبزی ۲ تا\n۲. قیمه ۳ تا\n۳. ترشی لیته کوچک ۱ عدد",
        (one(GHORMEH, 2), one(GHEYMEH, 3), one(LITEH_SMALL, 1)),
    ),
    Case("1- قورمه سبزی: 2\n2- قیمه: 3", (one(GHORMEH, 2), one(GHEYMEH, 3))),
    Case("۵- قیمه", (one(GHEYMEH, None, "quantity"),), unread=("۵-",)),
    Case(
        "خرید:\n- قورمه سبزی: ۲ پرس\n- قیمه: ۱ پرس\nجمع: ۱٬۲۵۰٬۰۰۰ تومان\nپرداخت شد ✅",
        (one(GHORMEH, 2), one(GHEYMEH, 1)),
        unread=("جمع: ۱٬۲۵۰٬۰۰۰ تومان", "پرداخت شد"),
    ),
    Case(
        "قورمه سبزی\n۲ تا\nقیمه\n۳ تا",
        (one(GHORMEH, 2, "quantity"), one(GHEYMEH, 3, "quantity")),
    ),
    Case("قیمه دو، لیف سه", (one(GHEYMEH, 2), one(LIF, 3))),
    Case("سلام.قیمه۲پرس.قورمه‌سبزی۳پرس", (one(GHEYMEH, 2), one(GHORMEH, 3))),
    Case("قیمه دوتا لیف سه‌تا آش چار تا", (one(GHEYMEH, 2), one(LIF, 3), one(ASH, 4))),
    Case("۲ قورمه سبزی ۳ قیمه", (one(GHORMEH, 2), one(GHEYMEH, 3))),
    Case("قورمه سبزی و قیمه هر کدوم یکی", (one(GHORMEH, 1), one(GHEYMEH, 1))),
    Case("قورمه سبزی و قیمه و آش هر کدام ۲ پرس", (one(GHORMEH, 2), one(GHEYMEH, 2), one(ASH, 2))),
    Case("از هرکدوم دو تا: قیمه، لیف", (one(GHEYMEH, 2), one(LIF, 2))),
    # Two of which, or of both? One number among products on both of its sides belongs to none of them.
    Case(
        "قورمه سبزی ۲ تا قیمه",
        (one(GHORMEH, None, "quantity"), one(GHEYMEH, None, "quantity")),
        unread=("۲ تا",),
    ),
    Case("قورمه سبزی و قیمه ۲ تا", (one(GHORMEH, None, "quantity"), one(GHEYMEH, 2, "quantity"))),
    Case("۲ تا قورمه سبزی و قیمه", (one(GHORMEH, 2, "quantity"), one(GHEYMEH, None, "quantity"))),
)

CODES = (
    Case("کد ۱۰۴۲۳ دوتا", (one(GHORMEH, 2),)),
    Case("کد ۱۰۴۲۳ دوتا کد ۳۰۲۰۰ یکی", (one(GHORMEH, 2), one(ALBALOO, 1))),
    Case("کدهای ۱۰۴۲۳ و ۱۰۴۲۴ هر کدوم یکی", (one(GHORMEH, 1), one(GHEYMEH, 1))),
    Case("سلام ۲ تا از کد ١٠٤٢٣ و ۳ تا از کد 10424", (one(GHORMEH, 2), one(GHEYMEH, 3))),
    Case("قورمه سبزی (کد ۱۰۴۲۳) ۴ پرس", (one(GHORMEH, 4),)),
    Case("#۱۰۴۲۳ × ۲", (one(GHORMEH, 2),)),
    Case("۱۰۴۲۳ ۲ تا", (one(GHORMEH, 2, "code"),)),
    Case("کد ۲۰۱۱۱ یکی", (one(LITEH, 1, "which"),)),
    Case("کد ۹۹۹۹۹ ۲ تا", unread=("کد ۹۹۹۹۹ ۲ تا",)),
)

NUMBERS = (
    Case("یه شیشه مربای آلبالو", (one(ALBALOO, 1),)),
    Case("قورمه‌سبزی x2 و قیمه ×۳", (one(GHORMEH, 2), one(GHEYMEH, 3))),
    Case("2x قیمه", (one(GHEYMEH, 2),)),
    Case("دو کیلو سبزی خشک", (one(SABZI, 2),)),
    Case("نیم کیلو سبزی خشک", (one(SABZI, None, "fraction"),)),
    Case("یک و نیم کیلو سبزی خشک", (one(SABZI, None, "fraction"),)),
    Case("۲ کیلو و نیم سبزی خشک", (one(SABZI, None, "fraction"),)),
    Case("۱/۵ کیلو سبزی خشک", (one(SABZI, None, "fraction"),)),
    Case("½ کیلو سبزی خشک", (one(SABZI, None, "fraction"),)),
    Case("قیمه ۱ و ۱/۲ پرس", (one(GHEYMEH, None, "fraction"),)),
    Case("۵۰۰ گرم سبزی خشک", (one(SABZI, None, "unit"),)),
    Case("سبزی خشک ۲ تا", (one(SABZI, None, "unit"),)),
    Case("یک دوجین لیف", (one(LIF, 12),)),
    Case("یه جفت لیف", (one(LIF, 2),)),
    Case("یه جفت جوراب پشمی", (one(JOORAB, 1),)),
    Case("بیست و پنج تا قیمه و سی‌وسه تا لیف", (one(GHEYMEH, 25), one(LIF, 33))),
    Case("شیش تا قیمه هیفده تا لیف", (one(GHEYMEH, 6), one(LIF, 17))),
    Case("نود و نه تا لیف، قیمه نه تا", (one(LIF, 99), one(GHEYMEH, 9))),
    Case("٢ پرس قيمة و يک پرس قورمه سبزي لطفاً", (one(GHEYMEH, 2), one(GHORMEH, 1))),
    Case("۲۰۰ پرس قیمه", (one(GHEYMEH, 200),)),
    Case("دو سه تا قیمه", (one(GHEYMEH, None, "quantity"),)),
    Case("۲-۳ تا قیمه", (one(GHEYMEH, None, "quantity"),)),
    Case("دو و سه تا قیمه", (one(GHEYMEH, None, "quantity"),)),
    Case("بیست و نه قیمه", (one(GHEYMEH, 29, "quantity"),)),
    Case("قیمه ۲ زعفرانی", (one(GHEYMEH, 2, "quantity"),), unread=("زعفرانی",)),
    Case("قیمه ۲ تا و ۳ تا", (one(GHEYMEH, 2, "quantity"),), unread=("۳ تا",)),
    Case("قیـــمه ۲ تا", (one(GHEYMEH, 2),)),
    Case("چند تا لیف", (one(LIF, None, "quantity"),)),
    Case("حدود ده تا قیمه", (one(GHEYMEH, None, "quantity"),)),
    Case("قیمه ۰ تا", (one(GHEYMEH, None, "quantity"),)),
    Case("قیمه بیست پنج تا", (one(GHEYMEH, None, "quantity"),)),
    Case("تا ۵ تا قیمه", (one(GHEYMEH, None, "quantity"),)),
    Case("قیمه حداکثر تا ۵ تا", (one(GHEYMEH, None, "quantity"),)),
    Case("بیشتر از ۵ تا قیمه", (one(GHEYMEH, None, "quantity"),)),
    Case("کمتر از ۵ تا قیمه", (one(GHEYMEH, None, "quantity"),)),
    Case("شاید ۲ تا قیمه", (one(GHEYMEH, 2, "asked"),), unread=("شاید",)),
    Case("هر روز ۲ تا قیمه", (one(GHEYMEH, 2, "quantity"),), unread=("هر روز",)),
    Case("هر جمعه، ۲ تا قیمه", (one(GHEYMEH, 2, "quantity"),), unread=("هر جمعه",)),
    Case("شنبه‌ها ۲ تا قیمه", (one(GHEYMEH, 2, "quantity"),), unread=("شنبه‌ها",)),
    Case("هر دو پرس قیمه یه لیف", (one(GHEYMEH, 2, "quantity"), one(LIF, 1, "quantity")), unread=("هر",)),
    Case("نفری ۲ تا قیمه", (one(GHEYMEH, 2, "quantity"),), unread=("نفری",)),
    Case("قیمه ۲۵۰", (one(GHEYMEH, 250, "quantity"),)),
    Case("قیمه ۹۹۹۹۹۹۹ تا", (one(GHEYMEH, None, "unit"),)),
)

NO_QUANTITIES = (
    Case("قیمه برای ۴ نفر", (one(GHEYMEH, None, "quantity"),), unread=("۴ نفر",)),
    Case("قیمه ۲۵۰ هزار تومن", (one(GHEYMEH, None, "described", "quantity"),), unread=("۲۵۰ هزار تومن",)),
    Case(
        "کارت به کارت کردم ۵۰۰,۰۰۰ تومان، ۴ رقم آخر ۱۲۳۴. دو تا قیمه",
        (one(GHEYMEH, 2),),
        unread=("کارت به کارت کردم ۵۰۰,۰۰۰ تومان", "۴ رقم آخر ۱۲۳۴"),
    ),
    Case(
        "شماره کارت ۶۰۳۷ ۹۹۷۹ ۱۲۳۴ ۵۶۷۸ قیمه ۲ تا",
        (one(GHEYMEH, 2),),
        unread=("شماره کارت ۶۰۳۷ ۹۹۷۹ ۱۲۳۴ ۵۶۷۸",),
    ),
    Case("کد ملی ۰۰۱۲۳۴۵۶۷۸ قیمه ۲ تا", (one(GHEYMEH, 2),), unread=("کد ملی ۰۰۱۲۳۴۵۶۷۸",)),
    Case(
        "۵شنبه ۵ پرس قیمه ساعت ۱۲ تا ۱۳",
        (one(GHEYMEH, 5),),
        when=When("۵شنبه ساعت ۱۲ تا ۱۳", None, 3),
    ),
    Case("سه شنبه دو تا قیمه", (one(GHEYMEH, 2),), when=When("سه شنبه", None, 1)),
    Case("قیمه ۲۷ آذر", (one(GHEYMEH, None, "quantity"),), when=When("۲۷ آذر", None, None)),
    Case("خیابان ولیعصر پلاک ۵ دو تا قیمه هم می‌خوام", (one(GHEYMEH, 2),), address="خیابان ولیعصر پلاک ۵"),
    Case("خیابان ۱۷ شهریور کوچه قیمه پلاک ۲", address="خیابان ۱۷ شهریور کوچه قیمه پلاک ۲"),
    Case("خیابان بهار ۱۲ آش فروشی مادر", address="خیابان بهار ۱۲ آش فروشی مادر"),
    Case("خ. مطهری، روبروی بانک ملی، پ ۱۲", address="خ. مطهری، روبروی بانک ملی، پ ۱۲"),
    Case("مانتو سایز ۴۲ یکی", (one(MANTO_42, 1),)),
    Case("مانتو شماره ۴۴ یکی", (one(MANTO_44, 1),)),
    Case("مانتو سایز ۴۶ یکی", (one(MANTO, 1, "described", "quantity", "which"),), unread=("سایز ۴۶",)),
)

WHICH = (
    Case("یه شیشه ترشی لیته", (one(LITEH, 1, "which"),)),
    Case("ترشی لیته ۲ تا بزرگ", (one(LITEH_LARGE, 2),)),
    Case("ترشی ۲ تا", (one(LITEH, 2, "part", "which"),)),
    Case("لیته بزرگ یه دونه", (one(LITEH_LARGE, 1, "part"),)),
    Case("غورمه سبزی ۲ تا", (one(GHORMEH, 2, "spelling"),)),
    Case("مربای آلابلو ۲ شیشه", (one(ALBALOO, 2, "spelling"),)),
    Case("ورمه سبزیا ۲ تا", unread=("ورمه سبزیا ۲ تا",)),
    Case("نیمه ۲ تا", unread=("نیمه ۲ تا",)),
    Case("قیمه ۲ تا، تمیز و بسته باشه", (one(GHEYMEH, 2),), unread=("تمیز", "بسته")),
    Case("۲ تا از قیمه‌هاتون، ۳ تا از لیفها", (one(GHEYMEH, 2), one(LIF, 3))),
    Case("۲ تا قیمه بادمجان", (one(GHEYMEH, 2, "described"),), unread=("بادمجان",)),
    Case("دو تا آش", (one(ASH, 2),)),
    Case("آش عالی بود", unread=("آش عالی بود",)),
    Case("خونه‌اش دوره", unread=("خونه‌اش دوره",)),
    Case("2 ta torshi", unread=("2 ta torshi",)),
    Case("قیمه ۲ پرس ، قیمه ۳ پرس", (one(GHEYMEH, 2, "repeated"), one(GHEYMEH, 3, "repeated"))),
    Case(
        "قیمه یا قورمه سبزی ۲ تا",
        (one(GHEYMEH, None, "either", "quantity"), one(GHORMEH, None, "either", "quantity")),
        unread=("یا", "۲ تا"),
    ),
    Case(
        "قیمه ۲ تا، یا لیف ۳ تا",
        (one(GHEYMEH, 2, "either"), one(LIF, 3, "either")),
        unread=("یا",),
    ),
)

# A word of a name stands here as it is said alone, without the ezafe that leads on to the next.
EVERYDAY = (
    Case("دو تا دلمه", (one(DOLMEH, 2, "part"),)),
    Case("سلام دلمه هاتون ۴۰ تا میخوام", (one(DOLMEH, 40, "part"),)),
    Case("دلمه‌ها رو ۵ تا بفرستید", (one(DOLMEH, 5, "part"),)),
    Case("دلمه برگ مو ۲ تا", (one(DOLMEH, 2),)),
    Case("۲۰ تا دلمه‌ی برگ مو", (one(DOLMEH, 20),)),
    Case("۲ تا کلوچه برای جمعه", (one(KOLUCHEH, 2, "part"),), when=When("جمعه", None, 4)),
    Case("کلوچه‌هاتون ۱۲ تا", (one(KOLUCHEH, 12, "part"),)),
    Case("کلوچه ي خرمايي ۶ تا", (one(KOLUCHEH, 6),)),
    Case("۲ تا مربا", (one((ALBALOO, BAHAR), 2, "part", "which"),)),
    Case("مربا بهارنارنج یه شیشه", (one(BAHAR, 1),)),
    Case("۳ بسته نون", (one(NAN, 3, "part"),)),
    Case("یه رب و ۲ شیشه مربای آلبالو", (one(ROB, 1, "part"), one(ALBALOO, 2))),
    Case("رب عالی بود", unread=("رب عالی بود",)),
)

REFUSED = (
    Case("قورمه سبزی نمی‌خوام", refused=("قورمه سبزی نمی‌خوام",)),
    Case("دو تا قیمه نمی‌خوام", refused=("دو تا قیمه نمی‌خوام",)),
    Case("قورمه سبزی نمی‌خوام قیمه ۲ تا", (one(GHEYMEH, 2),), refused=("قورمه سبزی نمی‌خوام",)),
    Case(
        "لیف ۲ تا، قیمه ۱ پرس. قیمه رو نمی‌خوام",
        (one(LIF, 2), one(GHEYMEH, 1, "corrected")),
        refused=("قیمه رو نمی‌خوام",),
    ),
    Case("۲ تا قیمه و لیف نمی‌خوام", (one(GHEYMEH, 2, "corrected"),), refused=("لیف نمی‌خوام",)),
    Case("۲ تا قیمه نه ۳ تا لیف", (one(LIF, 3),), refused=("۲ تا قیمه نه",)),
    Case("۲ تا قیمه نه ۳ تا", (one(GHEYMEH, 3, "corrected"),), refused=("نه",)),
    Case("قیمه ۲ تا. نه", (one(GHEYMEH, 2, "corrected"),), refused=("نه",)),
    Case("ترشی لیته نه، قیمه ۲ تا", (one(GHEYMEH, 2),), refused=("ترشی لیته نه",)),
    Case("به جای قورمه سبزی قیمه بذارید ۲ تا", (one(GHEYMEH, 2),), refused=("به جای قورمه سبزی",)),
    Case("به جای ۲ تا قورمه سبزی ۳ تا قیمه", (one(GHEYMEH, 3),), refused=("به جای ۲ تا قورمه سبزی",)),
    Case("قیمه ۲ تا کم کنید", (one(GHEYMEH, 2, "earlier"),), unread=("کم کنید",)),
    Case("۲ تا قیمه بدون ترشی لیته", (one(GHEYMEH, 2),), refused=("بدون ترشی لیته",)),
    Case("قیمه هیچی، فقط ۲ تا لیف", (one(LIF, 2),), refused=("قیمه هیچی",)),
    Case("قورمه سبزی رو حذف کنید", refused=("قورمه سبزی رو حذف کنید",)),
    Case(
        "دو تا قیمه میخوام قورمه سبزی نمیخوام",
        (one(GHEYMEH, 2, "corrected"),),
        refused=("قورمه سبزی نمیخوام",),
    ),
    Case("قیمه ۲ تا. کلا کنسل کنید", (one(GHEYMEH, 2, "corrected"),), unread=("کلا",), refused=("کنسل کنید",)),
    Case("۲ تا قورمه سبزی نه ببخشید ۳ تا", (one(GHORMEH, 3, "corrected"),), refused=("نه ببخشید",)),
    Case("قیمه ۲ تا، نه ۳ تا", (one(GHEYMEH, 3, "corrected"),), refused=("نه",)),
    Case("قیمه ۲ تا\nاشتباه شد ۳ تا", (one(GHEYMEH, 3, "corrected"),), refused=("اشتباه شد",)),
    Case("اصلاح سفارش: قیمه ۳ پرس", (one(GHEYMEH, 3, "corrected"),), refused=("اصلاح",)),
    Case("ببخشید ۲ تا قیمه می‌خواستم", (one(GHEYMEH, 2),)),
    Case("قیمه بدون پیاز ۲ تا", (one(GHEYMEH, 2),), note="بدون پیاز"),
)

PEOPLE_AND_DAYS = (
    Case("به نام خانم رضایی ثبت کنید ۲ تا قیمه", (one(GHEYMEH, 2),), name=surely("خانم رضایی")),
    Case("پلاک سی و دو، خانم کریمی", name=perhaps("خانم کریمی"), address="پلاک سی و دو"),
    Case(
        "شهرری خیابان فداییان، پلاک ۳۲\nآقای رضایی هستم ۲ تا قیمه",
        (one(GHEYMEH, 2),),
        name=perhaps("آقای رضایی"),
        address="شهرری خیابان فداییان، پلاک ۳۲",
    ),
    Case("سلام خ فداییان ک بهار پ ۳۲ خانم کریمی", name=perhaps("خانم کریمی"), address="خ فداییان ک بهار پ ۳۲"),
    Case("آدرس: شهرری، کوچه خانم کریمی، پلاک ۲", address="شهرری، کوچه خانم کریمی، پلاک ۲"),
    Case("نام: لیلا\nگیرنده: مینا", name=perhaps("لیلا")),
    Case("سلام توضیحات: گیرنده: قیمه", name=surely("قیمه"), note=""),
    Case("نرگس هستم. مثل دفعه قبل", name=perhaps("نرگس"), unread=("مثل دفعه قبل",)),
    Case("سلام من سارا محمدی‌ام. یه لیف میخوام", (one(LIF, 1),), name=perhaps("سارا محمدی")),
    Case("سلام مشتری قدیمی هستم", unread=("مشتری قدیمی هستم",)),
    Case(
        "تماس: 0912 123 45 67 یا ۰۹۳۵۱۲۳۴۵۶۷",
        mobile=perhaps("+989121234567"),
        unread=("یا",),
    ),
    Case("شماره‌ام ۹۱۲۱۲۳۴۵۶۷", mobile=perhaps("+989121234567")),
    Case("آدرستون کجاست؟", unread=("آدرستون کجاست",)),
    Case("آدرس رو بعدا میفرستم قیمه ۲ تا", (one(GHEYMEH, 2),), unread=("آدرس رو بعدا میفرستم",)),
    Case(
        "امروز یا فردا ۲ تا قیمه",
        (one(GHEYMEH, 2, "either"),),
        when=When("امروز فردا", None, None),
        unread=("یا",),
    ),
    Case("پس‌فردا ۲ تا قیمه", (one(GHEYMEH, 2),), when=When("پس‌فردا", 2, None)),
    Case("فردا پنج‌شنبه ۲ تا قیمه", (one(GHEYMEH, 2),), when=When("فردا پنج‌شنبه", 1, 3)),
    Case(
        "پنجشنبه ۲ تا قیمه جمعه ۳ تا لیف",
        (one(GHEYMEH, 2), one(LIF, 3)),
        when=When("پنجشنبه جمعه", None, None),
    ),
    Case("شنبه هفته بعد یه لیف", (one(LIF, 1),), when=When("شنبه هفته بعد", None, None)),
    Case(
        "ترشی لیته بزرگ دارید؟ اگه دارید ۲ تا",
        (one(LITEH_LARGE, None, "asked", "quantity"),),
        unread=("دارید", "اگه دارید ۲ تا"),
    ),
    Case(
        "من ۲ تا قیمه سفارش دادم هنوز نیومده",
        (one(GHEYMEH, 2, "earlier"),),
        unread=("دادم هنوز نیومده",),
    ),
    Case("سلام از طرف همسایه. یه سوال داشتم", unread=("طرف همسایه", "یه سوال داشتم")),
    Case("سلام صبح بخیر خسته نباشید ممنون از شما 🌹"),
    Case(""),
    Case("\u200f"),
)

MESSAGES = (
    *WITH_MOST,
    *FROM_MESSENGERS,
    *LISTS,
    *CODES,
    *NUMBERS,
    *NO_QUANTITIES,
    *WHICH,
    *EVERYDAY,
    *REFUSED,
    *PEOPLE_AND_DAYS,
)
