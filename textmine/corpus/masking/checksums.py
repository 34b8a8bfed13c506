"""Check digits: French social security numbers, bank accounts, cards and firms' numbers."""

from __future__ import annotations

from typing import Final

_CORSICA: Final = {"2A": ("19", 0), "2B": ("18", 0)}


def is_nir(number: str) -> bool:
    """Tell whether 15 characters are a French social security number: key = 97 - (13 digits mod 97).

    Departments 2A and 2B count as 19 and 18 (decree 82-103).

    Examples
    --------
    >>> is_nir("269054958815780"), is_nir("269054958815781"), is_nir("155082A00412397"[:15])
    (True, False, False)
    """
    if len(number) != 15 or number[0] not in "12378":
        return False
    department = _CORSICA.get(number[5:7].upper(), (number[5:7], 0))[0]
    digits = number[:5] + department + number[7:]
    return digits.isdecimal() and 97 - int(digits[:13]) % 97 == int(digits[13:])


def is_iban(number: str) -> bool:
    """Tell whether characters are an IBAN: ISO 13616, remainder 1 modulo 97.

    Examples
    --------
    >>> is_iban("FR1420041010050500013M02606"), is_iban("FR1420041010050500013M02607")
    (True, False)
    """
    number = number.upper()
    if not (15 <= len(number) <= 34 and number.isalnum() and number.isascii() and number[:2].isalpha()):
        return False
    return int("".join(str(int(one, 36)) for one in number[4:] + number[:4])) % 97 == 1


def is_luhn(number: str) -> bool:
    """Tell whether digits pass Luhn's check (ISO/IEC 7812): cards, SIREN, SIRET.

    Examples
    --------
    >>> is_luhn("4111111111111111"), is_luhn("4111111111111112"), is_luhn("73282932000074")
    (True, False, True)
    """
    if not (number.isdecimal() and number.isascii()) or not number.strip("0"):
        return False
    doubled = [int(one) * (2 if at % 2 else 1) for at, one in enumerate(reversed(number))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
