"""Instants as they are said in mails, feeds and lists: a day and an hour on the clocks of Paris."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
_ZONE_NAMES = {"fr": "heure de Paris", "en": "Paris time"}
_MONTHS = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "en": (
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    ),
}
_DAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


def spoken(at: int, locale: str) -> str:
    """`23 novembre 2026 à 20 h 41`, or `23 November 2026, 20:41`."""
    local = datetime.fromtimestamp(at / 1000, ZONE)
    month = _MONTHS[locale][local.month - 1]
    if locale == "en":
        return f"{local.day} {month} {local.year}, {local.hour:02}:{local.minute:02}"
    day = "1er" if local.day == 1 else str(local.day)
    hour = f"{local.hour} h" if local.minute == 0 else f"{local.hour} h {local.minute:02}"
    return f"{day} {month} {local.year} à {hour}"


def announced(at: int, locale: str, zone: ZoneInfo) -> str:
    """`lundi 23 novembre à 20 h 41`, or `Monday 23 November at 20:41`: for what is to come."""
    local = datetime.fromtimestamp(at / 1000, zone)
    day, month = _DAYS[locale][local.weekday()], _MONTHS[locale][local.month - 1]
    if locale == "en":
        return f"{day} {local.day} {month} at {local.hour:02}:{local.minute:02}"
    date = "1er" if local.day == 1 else str(local.day)
    return f"{day} {date} {month} à {local.hour} h{f' {local.minute:02}' if local.minute else ''}"


def spoken_in_zone(at: int, locale: str) -> str:
    """The same for readers who may be elsewhere: it says whose clocks these are."""
    return f"{spoken(at, locale)} ({_ZONE_NAMES[locale]})"
