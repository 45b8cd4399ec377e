"""Who writes a message and where she lives, as far as it says so."""

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator

from hamyar.kit.message.draft import Said
from hamyar.kit.message.marked import TAKEN, Kind, Mark, MarkedText
from hamyar.kit.message.numbers import Quantity
from hamyar.kit.message.words import GLUE, any_of

_LABELS = """
    نام|نام و نام خانوادگی|نام خانوادگی|اسم|اسم و فامیل|اسمم|گیرنده|نام گیرنده|تحویل گیرنده|
    سفارش دهنده|خریدار|به نام|به اسم|name
    """
# A name has none of these words.
_NO_NAME = any_of("""
    و|از|به|با|در|برای|واسه|هستم|هست|هستن|که|من|ما|رو|را|هم|آدرس|ادرس|نشانی|ساکن|تلفن|تماس|شماره|
    موبایل|همراه|کد|تا|عدد|نه|یا|تو|این|اون|می|نمی|لطفا|ممنون|مرسی|سلام|منتظر|مشتری|مشتریتون|خونه|
    خانه|منزل|سرکار|بیرون|مزاحم|همسایه|همسایتون|نیازمند|راضی|راضیم|خدمتتون|خدمت|قدیمی|دوست|عاشق|اهل|
    مال|دوباره|همون|همونم|قبلی|بنده|اینجا
    """)
_NAME_WORD = rf"(?!{_NO_NAME}(?!\w))[^\W\d_]+"
_FULL_NAME = rf"{_NAME_WORD}(?:{GLUE}{_NAME_WORD}){{0,3}}"
_LABELLED = re.compile(rf"(?<!\w){any_of(_LABELS)}(?: ?من)? ?[:=\-] ?(?P<name>{_FULL_NAME})")
_CALLED = re.compile(rf"(?<!\w)(?:به (?:نام|اسم)|اسمم|اسم من|نام من|گیرنده) (?P<name>{_FULL_NAME})")
_I_AM = re.compile(rf"(?<!\w)(?:من |بنده |اینجانب )?(?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,2}}) (?:هستم|هسم)(?!\w)")
_I_AM_SHORT = re.compile(rf"(?<!\w)من (?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,2}})[ \u200c]ام(?!\w)")
# A name that its title tells, with nothing behind it: «…، پلاک ۳۲، خانم کریمی».
_TITLE = any_of("خانم|خانوم|سرکار خانم|آقای|آقا|جناب آقای|جناب")
_TITLED = rf"(?P<name>{_TITLE} {_NAME_WORD}(?: {_NAME_WORD}){{0,2}})(?: هستم| هسم)?(?= ?(?:[،,.\n{TAKEN}]|$))"
_TITLED_NAME, _TO_NEXT_WORD = re.compile(_TITLED), re.compile(r"[ \-،,\n]*")
_ALONE = re.compile(rf"[ \-:،,{TAKEN}]*(?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,2}})[ \-:،,{TAKEN}]*")

_LABEL = (
    rf"(?<!\w)(?:به )?{any_of('آدرس|ادرس|نشانی|آدرسم|آدرس من|نشانی من|آدرس ما|محل تحویل|آدرس تحویل|آدرس منزل')}(?!\w)"
)
_STREETS = any_of("""
    خیابان|خیابون|کوچه|بلوار|بولوار|پلاک|میدان|میدون|چهارراه|سه راه|سه راهی|شهرک|بزرگراه|اتوبان|
    بن بست|کوی|فلکه|روستای|جاده|محله|محله‌ی|مجتمع|ساختمان|ساختمون|برج
    """)
_STREET = rf"(?<!\w)(?:{_STREETS}(?!\w)|خ ?\.|خ(?= [^\n]{{2,40}}(?<!\w)پ(?:لاک)? ?\d))"
_LATER = any_of("واحد|طبقه|زنگ|بلوک|روبروی|رو به روی|جنب|نبش|پشت|کنار|نرسیده به|بعد از|قبل از|مقابل")
_CITIES = any_of("""
    تهران|کرج|مشهد|اصفهان|شیراز|تبریز|قم|اهواز|کرمانشاه|ارومیه|رشت|زاهدان|همدان|کرمان|یزد|اردبیل|
    بندرعباس|اراک|زنجان|سنندج|قزوین|خرم آباد|گرگان|ساری|بابل|آمل|بجنورد|بیرجند|بوشهر|شهرکرد|ایلام|
    یاسوج|سمنان|شاهرود|کاشان|نیشابور|سبزوار|دزفول|لاهیجان|انزلی|بندر انزلی|فومن|ری|شهر ری|ورامین|پاکدشت|
    اسلامشهر|شهریار|شهر قدس|ملارد|قرچک|پردیس|پرند|رودهن|بومهن|دماوند|رباط کریم|فردیس|ساوه|ملایر|بروجرد|
    مراغه|خوی|مهاباد|سقز|بانه|مریوان|آبادان|خرمشهر|ماهشهر|کازرون|مرودشت|جهرم|فسا|سیرجان|رفسنجان|جیرفت|
    بم|چابهار|قشم|کیش|نجف آباد|خمینی شهر|شاهین شهر|بابلسر|قائمشهر|نوشهر|چالوس|رامسر|تنکابن|لنگرود|رودسر|
    آستارا|تالش|گنبد|گنبد کاووس
    """)
_OTHER_LABELS = any_of("تلفن|موبایل|همراه|شماره|شماره تماس|تماس|نام|اسم|گیرنده|به نام|به اسم|توضیحات|سفارش|ساعت")
# An address begins at its label, at a city before a street, or at the first word that only addresses have.
_BEGINNING = re.compile(
    rf"(?P<label>{_LABEL}(?: (?:هم|من|ما|مون|اینه|این|هست))*(?: ?[:\-=]\s?| ?\n|(?= (?:{_STREETS}|{_CITIES})(?!\w))))"
    rf"|(?:(?<!\w){_CITIES}[ ،,\-]+(?:[^\W\d_]+[ ،,\-]+){{0,4}})?{_STREET}"
)
_GOES_ON = re.compile(rf"\n[ \-]*(?:{_LATER}|{_STREETS})(?!\w)")
_ENDING = re.compile(
    rf"(?:[،,]|(?<=\d)) ?{_TITLED}|\n|[!?؟؛]|(?:(?<=\w\w)|(?<=\d))\.(?=\s|$)|(?<!\w){_OTHER_LABELS}(?!\w)|$"
)
# Whatever follows such a word is a street's name: «خیابان ۱۷ شهریور».
_NAMES_A_STREET = re.compile(rf"{_STREET} ?$")
_LONGEST_STREET_WORD = 12
_ENDS_ADDRESS = {Kind.MOBILE, Kind.POSTAL, Kind.HEADER, Kind.NAME, Kind.NOTE, Kind.POLITE, Kind.WHEN, Kind.DATE}
_QUIET = {Kind.POLITE, Kind.FILLER, Kind.COMMA, Kind.STOP}
_BETWEEN = {Kind.POLITE, Kind.WHEN, Kind.FILLER}


def mark_labelled_names(sheet: MarkedText) -> None:
    """Mark names behind «نام:» and its like."""
    _mark_said(sheet, _LABELLED.finditer(sheet.left), sure=True)


def mark_spoken_names(sheet: MarkedText) -> None:
    """Mark names in «به نام …» and «… هستم»."""
    _mark_said(sheet, _CALLED.finditer(sheet.left), sure=True)
    _mark_said(sheet, _I_AM.finditer(sheet.left), sure=False)
    _mark_said(sheet, _I_AM_SHORT.finditer(sheet.left), sure=False)


def mark_name_beside_mobile(sheet: MarkedText) -> None:
    """Mark a few words that stand, but for thanks, alone beside the first mobile number or on a line next to it."""
    phone = next((one for one in sheet.marks if one.kind is Kind.MOBILE), None)
    if phone is None or any(one.kind is Kind.NAME for one in sheet.marks):
        return
    for start, end in _beside(sheet.flat, phone):
        is_quiet = all(one.kind in _QUIET for one in sheet.marks if start <= one.start < end)
        if is_quiet and (found := _ALONE.fullmatch(sheet.left, start, end)):
            sheet.mark([Mark(*found.span("name"), Kind.NAME, Said(sheet.original(*found.span("name")), sure=False))])
            return


def mark_addresses(sheet: MarkedText) -> None:
    """Mark addresses over whatever figures and names were seen in them, and a name behind; the value is the text."""
    found = list(_addresses(sheet))
    sheet.cover(found)
    behind = [sign.end() for one in found if (sign := _TO_NEXT_WORD.match(sheet.left, one.end))]
    _mark_said(sheet, filter(None, (_TITLED_NAME.match(sheet.left, at) for at in behind)), sure=False)


def senders(sheet: MarkedText) -> list[tuple[int, str]]:
    """Who sent what, as the messenger writes it over each part, with the place of the text from which that holds."""
    return [
        (sheet.place(one.start, one.end)[0], sheet.original(*one.value.span("name")))
        for one in sheet.marks
        if one.kind is Kind.HEADER and isinstance(one.value, re.Match) and one.value["name"]
    ]


def sender(known: list[tuple[int, str]], at: int) -> str:
    """Which of the senders wrote what stands at this place of the text; empty where none of them is known to."""
    before = bisect.bisect_right(known, at, key=lambda one: one[0])
    return known[before - 1][1] if before else ""


def _mark_said(sheet: MarkedText, names: Iterable[re.Match[str]], *, sure: bool) -> None:
    sheet.mark([Mark(*one.span(), Kind.NAME, Said(sheet.original(*one.span("name")), sure)) for one in names])


def _beside(flat: str, phone: Mark) -> list[tuple[int, int]]:
    """The rest of the number's line before and after it, the line above, the line below."""
    begins, ends = flat.rfind("\n", 0, phone.start) + 1, _line_end(flat, phone.end)
    above = flat.rfind("\n", 0, max(begins - 1, 0)) + 1
    return [
        (begins, phone.start),
        (phone.end, ends),
        (above, max(begins - 1, above)),
        (min(ends + 1, len(flat)), _line_end(flat, ends + 1)),
    ]


def _line_end(flat: str, at: int) -> int:
    end = flat.find("\n", at)
    return len(flat) if end < 0 else end


def _addresses(sheet: MarkedText) -> Iterator[Mark]:
    ends = _ends(sheet)
    at = 0
    while found := _BEGINNING.search(sheet.flat, at):
        at = _end(sheet.flat, found.end(), ends)
        text = sheet.original(found.end() if found["label"] else found.start(), at).strip(" ،,.-:")
        if text:
            yield Mark(found.start(), at, Kind.ADDRESS, text)


def _end(flat: str, at: int, ends: list[int]) -> int:
    """Where an address that goes on at `at` ends: with its line or sentence, unless the next line goes on with it."""
    while True:
        mark = bisect.bisect_left(ends, at)
        limit = ends[mark] if mark < len(ends) else len(flat)
        found = _ENDING.search(flat, at, limit)
        end = found.start() if found else limit
        if not _GOES_ON.match(flat, end):
            return end
        at = end + 1


def _ends(sheet: MarkedText) -> list[int]:
    """Where marks begin that no address holds: phones, days, thanks, and products with a counted number."""
    marks = [one for one in sheet.marks if not _is_street_name(sheet.flat, one)]
    seen = [one for one in marks if one.kind not in _BETWEEN]
    ordered = [one.start for one, other in itertools.pairwise(seen) if _is_order(one, other)]
    return sorted({*ordered, *(one.start for one in marks if one.kind in _ENDS_ADDRESS)})


def _is_street_name(flat: str, mark: Mark) -> bool:
    return bool(_NAMES_A_STREET.search(flat[max(0, mark.start - _LONGEST_STREET_WORD) : mark.start]))


def _is_order(one: Mark, other: Mark) -> bool:
    """Whether two marks that follow each other are a counted number and a product."""
    count = next((mark.value for mark in (one, other) if mark.kind is Kind.NUMBER), None)
    kinds = {one.kind, other.kind}
    return isinstance(count, Quantity) and bool(count.unit) and kinds == {Kind.NUMBER, Kind.PRODUCT}
