"""Instants as they are said in mails, feeds and lists: a day and an hour on the clocks of a zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

# Places whose names the list of zones writes without their accents, or not as people say them.
_PLACES = {
    "America/Cayenne": ("de Guyane", "French Guiana"),
    "America/Guadeloupe": ("de la Guadeloupe", "Guadeloupe"),
    "America/Marigot": ("de Saint-Martin", "Saint Martin"),
    "America/Martinique": ("de la Martinique", "Martinique"),
    "America/Miquelon": ("de Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"),
    "America/Montreal": ("de Montréal", "Montreal"),
    "America/St_Barthelemy": ("de Saint-Barthélemy", "Saint Barthélemy"),
    "Europe/Brussels": ("de Bruxelles", "Brussels"),
    "Europe/Zurich": ("de Zurich", "Zurich"),
    "Europe/London": ("de Londres", "London"),
    "Indian/Mayotte": ("de Mayotte", "Mayotte"),
    "Indian/Reunion": ("de La Réunion", "Réunion"),
    "Pacific/Noumea": ("de Nouméa", "Nouméa"),
    "Pacific/Tahiti": ("de Tahiti", "Tahiti"),
    "Pacific/Wallis": ("de Wallis-et-Futuna", "Wallis and Futuna"),
}
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


def clock_name(zone: str, locale: str) -> str:
    """What the clocks of a zone are called: `heure de Paris`, or `Paris time`."""
    city = zone.rpartition("/")[2].replace("_", " ")
    french, english = _PLACES.get(zone, (f"d’{city}" if city[:1] in "AEIOUY" else f"de {city}", city))
    if city == "UTC":
        french, english = "UTC", "UTC"
    return f"heure {french}" if locale == "fr" else f"{english} time"


def spoken(at: int, locale: str, zone: ZoneInfo) -> str:
    """`23 novembre 2026 à 20 h 41`, or `23 November 2026, 20:41`."""
    local = datetime.fromtimestamp(at / 1000, zone)
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


def spoken_in_zone(at: int, locale: str, zone: ZoneInfo) -> str:
    """The same for readers who may be elsewhere: it says whose clocks these are."""
    return f"{spoken(at, locale, zone)} ({clock_name(zone.key, locale)})"
