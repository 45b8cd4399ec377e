"""Iranian bank cards: read as people write them, checked, shown in groups of four with their bank's name."""

import re

from hamyar.kit import digits

LENGTH = 16
_SHAPE = re.compile(f"[0-9]{{{LENGTH}}}")
_ALL_EQUAL = re.compile(r"(.)\1*")
_PUNCTUATION = re.compile(r"[\s\-–—_./()\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Every bank's key with its Persian and English name. A bank that was merged into another keeps a row of its own,
# named after both: its cards still carry the old number, and people still know it by the old name.
BANKS = {
    "ansar": ("بانک سپه (انصار)", "Bank Sepah (Ansar)"),
    "ayandeh": ("بانک ملی (آینده)", "Bank Melli (Ayandeh)"),
    "day": ("بانک دی", "Day Bank"),
    "eghtesad_novin": ("بانک اقتصاد نوین", "EN Bank"),
    "gardeshgari": ("بانک گردشگری", "Tourism Bank"),
    "ghavamin": ("بانک سپه (قوامین)", "Bank Sepah (Ghavamin)"),
    "hekmat": ("بانک سپه (حکمت ایرانیان)", "Bank Sepah (Hekmat Iranian)"),
    "iran_venezuela": ("بانک ایران و ونزوئلا", "Iran Venezuela Bank"),
    "iran_zamin": ("بانک ایران زمین", "Iran Zamin Bank"),
    "karafarin": ("بانک کارآفرین", "Karafarin Bank"),
    "keshavarzi": ("بانک کشاورزی", "Bank Keshavarzi"),
    "khavarmianeh": ("بانک خاورمیانه", "Middle East Bank"),
    "kosar": ("بانک سپه (کوثر)", "Bank Sepah (Kosar)"),
    "markazi": ("بانک مرکزی", "Central Bank"),
    "maskan": ("بانک مسکن", "Bank Maskan"),
    "mehr_eghtesad": ("بانک سپه (مهر اقتصاد)", "Bank Sepah (Mehr Eghtesad)"),
    "mehr_iran": ("بانک قرض‌الحسنه‌ی مهر ایران", "Mehr Iran Bank"),
    "melal": ("مؤسسه‌ی اعتباری ملل", "Melal Credit Institution"),
    "mellat": ("بانک ملت", "Bank Mellat"),
    "melli": ("بانک ملی ایران", "Bank Melli"),
    "noor": ("بانک ملی (نور)", "Bank Melli (Noor)"),
    "parsian": ("بانک پارسیان", "Parsian Bank"),
    "pasargad": ("بانک پاسارگاد", "Bank Pasargad"),
    "post": ("پست بانک ایران", "Post Bank"),
    "refah": ("بانک رفاه کارگران", "Bank Refah"),
    "resalat": ("بانک قرض‌الحسنه‌ی رسالت", "Resalat Bank"),
    "saderat": ("بانک صادرات ایران", "Bank Saderat"),
    "saman": ("بانک سامان", "Saman Bank"),
    "sanat_madan": ("بانک صنعت و معدن", "Bank of Industry and Mine"),
    "sarmayeh": ("بانک سرمایه", "Sarmayeh Bank"),
    "sepah": ("بانک سپه", "Bank Sepah"),
    "shahr": ("بانک شهر", "Shahr Bank"),
    "sina": ("بانک سینا", "Sina Bank"),
    "tejarat": ("بانک تجارت", "Bank Tejarat"),
    "tosee": ("مؤسسه‌ی اعتباری توسعه", "Tosee Credit Institution"),
    "tosee_saderat": ("بانک توسعه صادرات", "Export Development Bank"),
    "tosee_taavon": ("بانک توسعه تعاون", "Cooperative Development Bank"),
}
_LANGUAGES = ("fa", "en")
_ISSUERS = {
    "170019": "melli", "207177": "tosee_saderat", "502229": "pasargad", "502806": "shahr", "502908": "tosee_taavon",
    "502910": "karafarin", "502938": "day", "504172": "resalat", "504706": "shahr", "505416": "gardeshgari",
    "505426": "gardeshgari", "505785": "iran_zamin", "505801": "kosar", "507677": "noor", "581874": "iran_venezuela",
    "585947": "khavarmianeh", "585983": "tejarat", "589210": "sepah", "589463": "refah", "603769": "saderat",
    "603770": "keshavarzi", "603799": "melli", "606256": "melal", "606373": "mehr_iran", "610433": "mellat",
    "621986": "saman", "622106": "parsian", "627353": "tejarat", "627381": "ansar", "627412": "eghtesad_novin",
    "627488": "karafarin", "627648": "tosee_saderat", "627760": "post", "627884": "parsian", "627961": "sanat_madan",
    "628023": "maskan", "628157": "tosee", "636214": "ayandeh", "636795": "markazi", "636949": "hekmat",
    "639194": "parsian", "639217": "keshavarzi", "639346": "sina", "639347": "pasargad", "639370": "mehr_eghtesad",
    "639599": "ghavamin", "639607": "sarmayeh", "903769": "saderat", "991975": "mellat",
}  # fmt: skip


def read(text: str) -> str | None:
    """The card's sixteen ASCII digits, or None.

    The last digit must be the one that Luhn's rule (ISO/IEC 7812-1) makes of the others, so that no single slip passes.
    A card of a bank that the table does not know is a card; a row of one digit, which Luhn's rule may let pass, is not.
    """
    number = bare(text)
    if not _SHAPE.fullmatch(number) or _ALL_EQUAL.fullmatch(number):
        return None
    return number if _luhn(number) % 10 == 0 else None


def bare(text: str) -> str:
    """ASCII digits without what people and messengers put between their groups."""
    return _PUNCTUATION.sub("", digits.to_ascii(text))


def spaced(number: str) -> str:
    """The way it stands on the card: 6037 9912 3456 7893."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def last_four(number: str) -> str:
    """What may be shown of a card to those who need not know it whole."""
    return number[-4:]


def bank(number: str) -> str:
    """The key of the bank that issued the card, empty where unknown.

    The first six digits name the issuer (ISO/IEC 7812-1); Iran's central bank hands them out to the banks of Shetab.
    It publishes no list, so the table holds what the banks' own and several independent lists agree upon; a number
    on which they differ is left out.
    """
    return _ISSUERS.get(number[:6], "")


def bank_name(number: str, language: str) -> str:
    """The name of the card's bank, empty where unknown."""
    return name(bank(number), language)


def name(key: str, language: str) -> str:
    """The name of a bank by its key, empty where unknown."""
    return BANKS[key][_LANGUAGES.index(language)] if key in BANKS else ""


def _luhn(number: str) -> int:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2]]
    return sum(doubled) + sum(int(digit) for digit in number[-1::-2])
