"""The words and shapes that people write around an order in Persian messengers, and what kind of thing each is."""

import re

from hamyar.kit import letters
from hamyar.kit.message.marked import TAKEN, Kind
from hamyar.kit.message.numbers import NUMBER, UNIT

GLUE = "[ \u200c]?"


def phrase(text: str) -> str:
    """A pattern for a phrase, written together, with half spaces or apart."""
    return GLUE.join(re.escape(letters.fold(part)) for part in re.split(f"[ {letters.ZWNJ}]", text))


def any_of(phrases: str) -> str:
    """A pattern for any of the phrases, which a bar parts from each other; the longest is tried first."""
    each = [" ".join(one.split()) for one in phrases.split("|")]
    return "(?:" + "|".join(phrase(one) for one in sorted(filter(None, each), key=len, reverse=True)) + ")"


def words(phrases: str) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words."""
    return re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)")


_MONTHS = """
    فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند
    """
_ORDINALS = """
    اول|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم|دهم|یازدهم|دوازدهم|سیزدهم|چهاردهم|پانزدهم|بیستم|سی‌ام
    """
_HALF_DAYS = r"(?:[قب]\.? ?ظ\.?|[ap]\.?m\.?|صبح|عصر|شب)"
_CLOCK = rf"\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: ?{_HALF_DAYS}(?!\w))?"
_LATIN_MONTH = r"(?:[a-z]{3,9}\.? \d{1,2},? |\d{1,2} [a-z]{3,9}\.?,? )"
_DATE = (
    rf"(?:\d{{1,4}}[/.\-]\d{{1,2}}[/.\-]\d{{1,4}}|\d{{1,2}} {any_of(_MONTHS)}(?: \d{{4}})?|{_LATIN_MONTH}(?:\d{{4}})?)"
)
_MOMENT = rf"(?:{_DATE}[،,]? ?(?:ساعت )?{_CLOCK}|{_CLOCK}[،,]? ?{_DATE})"
_SENT_ON = any_of("هدایت شده از|ارسال شده از|باز ارسال شده از|بازارسال از|فوروارد شده از")
_SENDER = rf"(?P<name>[^\n:\[\]{TAKEN}]{{1,40}}?)"
_DAY_PARTS = "صبح|ظهر|عصر|شب|غروب|بعد از ظهر|بعدازظهر|نصفه شب|سر شب"
HAS_DATE = re.compile(_DATE)

# What a messenger writes over a text that is copied or sent on: at the beginning of a line, with who and when.
HEADERS = tuple(
    re.compile(rf"^ ?{shape}", re.MULTILINE)
    for shape in (
        rf"\[{_MOMENT}\] ?{_SENDER}:",
        rf"{_MOMENT} ?[-–] {_SENDER}:",
        rf"{_SENDER}[,،:]? ?\[{_MOMENT}\]:?",
        rf"(?:forwarded from|{_SENT_ON}):? {_SENDER} ?$",
        rf"(?P<name>){_MOMENT} ?$",
        rf"(?P<name>)\[?{_CLOCK}\]? ?$",
    )
)

_PHONE = any_of("""
    تلفن|تلفنم|شماره|شماره‌ام|شمارم|شماره من|شماره تماس|شماره تلفن|شماره موبایل|موبایل|موبایلم|
    تلفن همراه|همراه|تلفن تماس|تماس|تل
    """)
_MOBILE = (
    rf"(?:(?<!\w){_PHONE} ?[:\-]? ?)?"
    r"(?P<number>(?<![\d+])(?:(?:\+|00)?98|0)?[ \-().\u200c]{0,3}9(?:[ \-().\u200c]{0,2}\d){9}(?!\d))"
)
# Figures that count nothing, by the word before them and by the word after them.
_FIGURE_AFTER = """
    سایز|شماره|مدل|کد|کد ملی|کد تخفیف|کد سفارش|شماره سفارش|شماره کارت|نمره|قد|دور|سن|پلاک|واحد|طبقه|
    کوچه|زنگ|فاز|بلوک|قطعه|قیمت|قیمتش|به قیمت|مبلغ|به مبلغ|فی|جمعا|جمعش|مجموعا|رمز|تلفن|تلفن ثابت|
    صفحه|کارت|شبا
    """
_FIGURE_BEFORE = """
    سالش|ساله|سالگی|سال|نفر|نفره|نفریم|نفری|سانت|سانتی|سانتی متر|میل|لیتر|لیتری|سی سی|گرمی|کیلویی|
    متری|روز|روزه|ماه|هفته|درصد|بار|دقیقه|طبقه|رقم|رقمی|قطعه
    """
_MONEY = """
    تومان|تومن|تومنی|تومانی|ریال|ریالی|هزار|هزاری|هزارتومن|میلیون|ملیون|میلیونی|تومنه|هزارتومنی
    """
_FIGURES = tuple(
    re.compile(shape)
    for shape in (
        r"(?<!\w)ir[ ]?\d{2}(?:[ -]?\d{2,4}){5,7}(?!\d)",
        r"(?<!\d)\d{4}(?:[ \-]?\d{4}){3}(?!\d)",
        rf"(?<!\w){any_of(_FIGURE_AFTER)}(?!\w)(?: ?[:\-=])? ?{NUMBER}(?!\w)(?!{GLUE}{UNIT}(?!\w))",
        rf"{NUMBER}{GLUE}{any_of(_FIGURE_BEFORE)}(?!\w)",
        r"(?<!\w)\d{9,}(?!\w)",
    )
)
_MONEY_AMOUNT = re.compile(rf"{NUMBER}(?:(?:{GLUE}{any_of(_MONEY)})+|(?:(?<=\d)| )ت)(?!\w)")
_TO = " ?(?:تا|الی|-) ?"
_HOURS = rf"{NUMBER}(?::\d{{2}})?(?:{GLUE}و{GLUE}(?:نیم|ربع))?"
_TIMES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?<!\w)ساعت(?:های|ای)? ?{_HOURS}(?:{_TO}{_HOURS})?(?: {any_of(_DAY_PARTS)})?(?!\w)",
        rf"{_CLOCK}(?:{_TO}(?:{_CLOCK}|\d{{1,2}}))?(?: {any_of(_DAY_PARTS)})?(?!\w)",
        rf"(?<!\d)\d{{1,2}}(?:{_TO}\d{{1,2}})? ?{any_of(_DAY_PARTS)}(?!\w)",
    )
)
_DATES = tuple(
    re.compile(shape)
    for shape in (
        r"(?<!\d)1[34]\d\d[/\-.]\d{1,2}[/\-.]\d{1,2}(?!\d)",
        rf"(?<!\w)(?:\d{{1,2}} ?(?:ام|م)?|{any_of(_ORDINALS)}) ?{any_of(_MONTHS)}(?: ماه)?(?: ?\d{{4}})?(?!\w)",
    )
)

# Days as `date.weekday()` counts them, and days from the one on which she writes.
WEEKDAYS = {
    0: "دوشنبه|دو شنبه|2شنبه|2 شنبه",
    1: "سه‌شنبه|3شنبه",
    2: "چهارشنبه|چارشنبه|4شنبه",
    3: "پنجشنبه|پنج‌شنبه|پنشنبه|5شنبه|پنش‌شنبه",
    4: "جمعه",
    5: "شنبه",
    6: "یکشنبه|یک‌شنبه|1شنبه|یه‌شنبه",
}
DAYS_AHEAD = {0: "امروز|امشب|همین امروز|امروزه", 1: "فردا|فرداشب|فردا صبح|فردا ظهر|فردا عصر", 2: "پس‌فردا|پسفردا"}
READ_WEEKDAYS = {day: words(spelt) for day, spelt in WEEKDAYS.items()}
READ_AHEAD = {days: words(spelt) for days, spelt in DAYS_AHEAD.items()}
_DAYS = words("|".join([*WEEKDAYS.values(), *DAYS_AHEAD.values()]))
_EACH_TIME = """
    روز|شب|صبح|ظهر|عصر|هفته|ماه|سال|وعده|بار|دفعه|نفر|نفری|کس|کسی|مهمان|مهمون|بچه|خانواده|خانوار|میز|سفره
    """
_WEEKDAY = any_of("|".join(WEEKDAYS.values()))
_EVERY_WEEKDAY = re.compile(rf"(?<!\w)(?:هر{GLUE}{_WEEKDAY}|{_WEEKDAY}{GLUE}ها)(?!\w)")
_OFTEN = (
    re.compile(rf"(?<!\w)هر{GLUE}(?:{NUMBER}{GLUE})?{any_of(_EACH_TIME)}(?!\w)"),
    re.compile(rf"(?<!\w)(?<!\d ){any_of('روزی|شبی|هفته‌ای|نفری|وعده‌ای')}(?= {NUMBER})"),
    words("روزانه|همه‌روزه|هفتگی|ماهانه|ماهیانه|یک روز در میان|یه روز در میون|روز در میان|روز در میون"),
)
# Words that move a day to where it cannot be counted.
VAGUE_DAYS = words("هفته بعد|هفته دیگه|هفته آینده|هفته‌ی بعد|هفته‌ی آینده|بعدی|آخر هفته|این هفته|ماه بعد|چند روز دیگه")
_PARTS_OF_DAYS = words(f"{_DAY_PARTS}|ناهار|نهار|شام|صبحانه|صبحونه|افطار|سحری|هرچه زودتر|هر چه زودتر|زودتر")

_POLITE = words("""
    سلام|سلام علیکم|سلام و عرض ادب|سلام و احترام|با سلام|با سلام و احترام|عرض سلام|سلام خانم|
    سلام خانوم|سلام عزیزم|سلام عزیز|درود|درود بر شما|علیک|وقت بخیر|وقتتون بخیر|وقت شما بخیر|
    وقت به خیر|روز بخیر|روزتون بخیر|روز شما بخیر|صبح بخیر|صبحتون بخیر|ظهر بخیر|ظهرتون بخیر|عصر بخیر|
    عصرتون بخیر|شب بخیر|شبتون بخیر|شب خوش|روز خوش|خسته نباشید|خسته نباشین|خسته نباشی|خدا قوت|خداقوت|
    خوب هستید|خوب هستین|خوبید|خوبین|خوبی|حالتون خوبه|حال شما|چطورید|چطورین|احوال شما|عزیزم|عزیز|جان|
    جون|گلم|بزرگوار|لطفا|لطفن|لطف کنید|لطف کنین|لطف می‌کنید|لطف میکنین|بی زحمت|بیزحمت|اگه میشه|
    اگر میشه|اگه امکانش هست|اگر امکان دارد|اگه ممکنه|اگر ممکن است|میشه|میشه لطفا|ممنون|ممنونم|
    ممنون میشم|ممنون می‌شوم|مرسی|متشکرم|متشکر|تشکر|با تشکر|سپاس|سپاسگزارم|با سپاس|سپاسگزار|
    دستتون درد نکنه|دست شما درد نکنه|دستت درد نکنه|دمتون گرم|قربان شما|قربونتون|قربونت|فدات|فداتون|
    خدا خیرتون بده|خیر ببینید|زنده باشید|اجرتون با خدا|ببخشید مزاحم شدم|ببخشید مزاحم میشم|مزاحم شدم|
    مزاحمتون شدم|خداحافظ|خدا نگهدار|یا علی|در پناه خدا|ان شاء الله|انشالله|انشاالله|ایشالا|
    سفارش دارم|سفارش داشتم|یه سفارش داشتم|یک سفارش داشتم|سفارش بدم|سفارش بدهم|سفارش می‌خواستم|
    سفارش میدم|سفارش می‌دهم|سفارش|سفارشم|سفارش من|سفارشات|ثبت کنید|ثبت کنین|ثبت سفارش|ثبت بفرمایید|
    ثبت شود|ثبت بشه|می‌خواستم|می‌خوام|میخام|میخاستم|می‌خواهم|می‌خوایم|می‌خواهیم|خواستم|خواهشمندم|
    لازم دارم|لازم داشتم|نیاز دارم|بدید|بدین|بدهید|بده|بذارید|بزارید|بذارین|بزارین|بگذارید|
    کنار بذارید|آماده کنید|آماده کنین|آماده بفرمایید|بفرستید|بفرستین|بفرست|ارسال کنید|ارسال کنین|
    ارسال بفرمایید|ارسال شود|ارسال بشه|لطفا ارسال کنید|بیارید|بیارین|برام|برامون|واسم|واسمون|
    برای من|برای ما|واسه من|به دستم برسه|به دستم برسونید|تحویل بدید|تحویل بدین|با احترام|عرض ادب|
    ارادت
    """)
_FLOWERS = re.compile(
    "[\U0001f600-\U0001f60d\U0001f617-\U0001f61a\U0001f642-\U0001f643\U0001f60e\U0001f60f\U0001f618\U0001f970\U0001f917\U0001f64f\U0001f44d\U0001f44c\U0001f44b"
    "\U0001f450\U0001f337-\U0001f33c\U0001f490\U0001f495-\U0001f49f\U0001f499-\U0001f49d\U0001f5a4\U0001f90d\U0001f90e\U0001f9e1\u2764\u2665\u263a\U0001f64b"
    "\U0001f3fb-\U0001f3ff\U0001f338\U0001f339\U0001f31f\u2728\u2705\u2714\U0001f91d\U0001f91a]+"
)
_FILLERS = words("""
    هم|هم هست|از|از این|از اون|از آن|این|اون|آن|به|برای|برا|واسه|رو|را|ر|که|تا|من|ما|مون|شما|شماها|
    ها|های|هاتون|هاش|تون|تان|یی|ای|ی|یه|در|با|با هم|لیست|محصول|اقلام|تعداد|تعدادش|مقدار|به تعداد|
    به مقدار|هست|باشه|باشد|فقط|اینا|اینها|اینارو|همین|پس|خب|خوب|اول|دوم|بعد|همچنین|به علاوه|بعلاوه|
    بله|اوکی|چشم|حتما|دیگه|روز|ساعت|تاریخ|برای روز|واسه روز|تحویل|جهت|درخواست|خانم|خانوم|آقا|آقای|
    خرید|اینم|اینه
    """)
_REFUSALS = words("""
    نمی‌خوام|نمیخام|نمی‌خواهم|نمی‌خواستم|نمی‌خوایم|نمی‌خواد|نخواستم|نمی‌خواهیم|دیگه نمی‌خوام|
    دیگه نمیخام|رو نمی‌خوام|حذف کنید|حذف کنین|حذف کن|حذف بشه|حذف شود|حذف|کنسل کنید|کنسل کنین|
    کنسل کن|کنسل بشه|کنسله|کنسل|لغو کنید|لغو کنین|لغو شود|لغو بشه|لغو|منصرف شدم|پشیمون شدم|
    لازم ندارم|لازم نداریم|نیاز ندارم|نیازی ندارم|نمی‌خوامش|نمیخامش
    """)
_WEAK_REFUSALS = words("نباشه|نباشد|نذارید|نذارین|نزارید|نفرستید|نفرستین|نزنید|نداشته باشه|نبود|ندید|ندین|هیچی")
_INSTEAD = words("به جای|بجای|جای|بدون|به جز|بجز|به غیر از|غیر از|منهای|نه دیگه")
_SORRY = words("ببخشید|ببخشین|معذرت می‌خوام|معذرت|عذر می‌خوام|شرمنده")
_AMENDS = words("""
    اصلاح|اصلاح می‌کنم|اصلاحیه|اصلاح کنید|اشتباه شد|اشتباه گفتم|اشتباه نوشتم|منظورم|
    منظورم اینه|یعنی|در واقع|تغییر بدید به|تغییر
    """)
_NAY = re.compile(rf"(?<!\w)(?<!و )نه(?!\w)(?!{GLUE}{UNIT}(?!\w))")
_EITHER = words("یا|یا اینکه")
_ASKED = words("""
    دارید|دارین|داری|دارد|داره|دارن|ندارید|ندارین|چند|چنده|چنده؟|چقدر|چقدره|قیمت|قیمتش|قیمتا|
    قیمت‌ها|موجوده|موجود هست|موجود دارید|هستش|میشه چند|چیه|چطوره|چجوریه|کی آماده میشه|اگه|اگر|شاید|احتمالا
    """)
_EARLIER = words("""
    دادم|دادیم|داده بودم|داده بودیم|گرفتم|گرفتیم|گرفته بودم|خریدم|خریدیم|خریده بودم|نیومد|نیومده|نرسید|
    نرسیده|قبلا|دفعه قبل|دفعه پیش|دیروز|پریروز|هفته پیش|هفته قبل|ماه پیش|کم کنید|کم کنین|کم کن|بود|بودن|بودند
    """)
_EACH = re.compile(
    rf"(?<!\w)(?:از )?هر{GLUE}{any_of('کدومشون|کدامشان|کدوم|کدام|یک|دوتاش|دوتا|سه‌تا|دو|سه|نوع|مدل')}"
    rf"(?: رو| را| هم| از)*(?= {NUMBER})"
)
BULLET = re.compile(r"^ ?(?P<number>\d{1,2}) ?[.)\-](?![.\d])", re.MULTILINE)
_LABELLED_NOTE = re.compile(rf"(?<!\w){any_of('توضیحات|توضیح|یادداشت|نکته|ملاحظات')} ?:[^\n{TAKEN}]*")
_NOTE = re.compile(
    rf"(?<!\w)(?:بدون|کم(?!تر| کن)|پر|زیاد|تند|ملایم|شور|خیلی)(?: (?!{any_of('و|از|به|رو')}(?!\w))[^\W\d_]+){{0,2}} ?"
    r"(?:باشه|نباشه|باشد|نباشد|کنید|بزنید|نزنید)(?!\w)|(?<!\w)(?:بدون|کم(?!تر| کن)) ?[^\W\d_]{2,}"
)
_POSTAL = re.compile(r"(?:کد ?پستی)(?: ?[:\-])? ?(\d{5}[ \-]?\d{5})(?!\d)")

# Read in this order: what stands higher is understood first, and is gone for what stands lower.
BEFORE_PRODUCTS = (
    (Kind.NOTE, _LABELLED_NOTE),
    (Kind.POSTAL, _POSTAL),
    (Kind.MOBILE, re.compile(_MOBILE)),
    *((Kind.DATE, pattern) for pattern in _DATES),
    *((Kind.WHEN, pattern) for pattern in _TIMES),
    (Kind.OFTEN, _EVERY_WEEKDAY),
    (Kind.POLITE, _POLITE),
    (Kind.POLITE, _FLOWERS),
    (Kind.WHEN, _DAYS),
    (Kind.WHEN, VAGUE_DAYS),
)
AFTER_PRODUCTS = (
    (Kind.MONEY, _MONEY_AMOUNT),
    *((Kind.OFTEN, pattern) for pattern in _OFTEN),
    *((Kind.FIGURE, pattern) for pattern in _FIGURES),
    (Kind.NO, _REFUSALS),
    (Kind.NO_MORE, _WEAK_REFUSALS),
    (Kind.EACH, _EACH),
    (Kind.OFTEN, re.compile(rf"(?<!\w)هر(?= {NUMBER})")),
    (Kind.NAY, _NAY),
    (Kind.NOTE, _NOTE),
)
AFTER_NUMBERS = (
    (Kind.INSTEAD, _INSTEAD),
    (Kind.AMENDS, _AMENDS),
    (Kind.SORRY, _SORRY),
    (Kind.EITHER, _EITHER),
    (Kind.ASKED, _ASKED),
    (Kind.EARLIER, _EARLIER),
    (Kind.WHEN, _PARTS_OF_DAYS),
)
LAST = (
    (Kind.FILLER, _FILLERS),
    (Kind.STOP, re.compile(r"[\n.!?؟؛;]+")),
    (Kind.COMMA, re.compile(r"[،,+/]|(?<!\w)و(?!\w)")),
)
REST = re.compile(rf"[^\W_{TAKEN}]+")
