"""Days of the week and months in the five languages that corrections are known in, by what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DAYS = (
    "monday montag lundi lunes 星期一 周一 礼拜一",
    "tuesday dienstag mardi martes 星期二 周二 礼拜二",
    "wednesday mittwoch mercredi miércoles 星期三 周三 礼拜三",
    "thursday donnerstag jeudi jueves 星期四 周四 礼拜四",
    "friday freitag vendredi viernes 星期五 周五 礼拜五",
    "saturday samstag sonnabend samedi sábado 星期六 周六 礼拜六",
    "sunday sonntag dimanche domingo 星期日 星期天 周日 周天 礼拜天",
)
_MONTHS = (
    "january januar jänner janvier enero 一月",
    "february februar février febrero 二月",
    "march märz mars marzo 三月",
    "april avril abril 四月",
    "may mai mayo 五月",
    "june juni juin junio 六月",
    "july juli juillet julio 七月",
    "august août agosto 八月",
    "september septembre septiembre 九月",
    "october oktober octobre octubre 十月",
    "november novembre noviembre 十一月",
    "december dezember décembre diciembre 十二月",
)
_PLACES = {
    **{word: f"day {n}" for n, words in enumerate(_DAYS) for word in words.split()},
    **{word: f"month {n}" for n, words in enumerate(_MONTHS) for word in words.split()},
}
_WORD = re.compile(
    "|".join(
        sorted(
            (word if word > "\u3000" else rf"\b{word}s?\b" for word in _PLACES),
            key=len,
            reverse=True,
        )
    ),
    re.IGNORECASE,
)


def calendar_words(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Days and months in a text: the word as it stands, "day" or "month", and its place."""
    for found in _WORD.finditer(text):
        place = _place(found.group())
        if place:
            yield found.group(), place.split()[0], found.start(), found.end()


def same_place(one: str, other: str) -> bool:
    """Whether two words name the same day or month ("Tuesday", "mardi")."""
    return _place(one) == _place(other) != ""


def _place(word: str) -> str:
    low = word.lower()
    return _PLACES.get(low, "") or _PLACES.get(low.removesuffix("s"), "")
