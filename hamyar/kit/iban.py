"""Iranian account numbers for transfers (Sheba): read as people write them, checked, with their bank's name."""

import re

from hamyar.kit import bank_cards

# ISO 13616 makes check digits from 02 to 98; the others would pass as twins of true ones.
_SHAPE = re.compile(r"(?:IR)?((?!00|01|99)[0-9]{24})")
# I and R as ISO 13616 counts letters: A is 10, Z is 35.
_COUNTRY = "1827"
_BANKS = {
    "010": "markazi", "011": "sanat_madan", "012": "mellat", "013": "refah", "014": "maskan", "015": "sepah",
    "016": "keshavarzi", "017": "melli", "018": "tejarat", "019": "saderat", "020": "tosee_saderat", "021": "post",
    "022": "tosee_taavon", "051": "tosee", "052": "ghavamin", "053": "karafarin", "054": "parsian",
    "055": "eghtesad_novin", "056": "saman", "057": "pasargad", "058": "sarmayeh", "059": "sina", "060": "mehr_iran",
    "061": "shahr", "062": "ayandeh", "063": "ansar", "064": "gardeshgari", "065": "hekmat", "066": "day",
    "069": "iran_zamin", "070": "resalat", "073": "kosar", "075": "melal", "078": "khavarmianeh",
    "079": "mehr_eghtesad", "080": "noor", "095": "iran_venezuela",
}  # fmt: skip


def read(text: str) -> str | None:
    """The number as IR and twenty-four ASCII digits, or None. IR may be missing: Iranian forms often print it.

    Moved to the end and with letters as numbers, the whole must leave 1 when divided by 97 (ISO 13616, ISO 7064).
    """
    found = _SHAPE.fullmatch(bank_cards.bare(text).upper())
    if not found or int(found[1][2:] + _COUNTRY + found[1][:2]) % 97 != 1:
        return None
    return f"IR{found[1]}"


def spaced(iban: str) -> str:
    """The way it is printed: IR06 0960 0000 0010 0324 2000 01."""
    return bank_cards.spaced(iban)


def bank(iban: str) -> str:
    """The key of the account's bank as in `bank_cards.BANKS`, empty where unknown.

    The three digits after the check digits are the bank's number in Iran's payment systems, from the central bank's
    standard of Sheba; a number on which published lists differ is left out.
    """
    return _BANKS.get(iban[4:7], "")


def bank_name(iban: str, language: str) -> str:
    """The name of the account's bank, empty where unknown."""
    return bank_cards.name(bank(iban), language)
