"""Days that somebody types, in any of the six languages: “baby zaterdag”, “bu hafta sonu”.

A weekday is every one of its dates, the other words are days from today on.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from core.search.words import STOP_WORDS, written_words
from core.text import fold

from .dates import DAY
from .periods import period

# From Monday on; a bar between words for the same. Without its article an Arabic name is a number,
# “one of us” or a first name.
_WEEKDAYS = {
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "ar": "الاثنين|الإثنين|الأثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "tr": "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
}
_ENDINGS = {
    "nl": "s en ochtend morgen voormiddag middag namiddag avond nacht",
    "fr": "s",
    "en": "s",
    "es": "s",
    "tr": "ye ya leri ları",
}
# `None` is said of no day, though it has the word of one.
_PHRASES = {
    "today": """vandaag|vanavond|vannacht|vanmiddag|vannamiddag|vanmorgen|vanochtend
        aujourd’hui|aujourd hui|ce soir|cette nuit|cet après-midi|ce matin
        today|tonight|this evening|this afternoon|this morning
        اليوم|الليلة|هذا المساء|هذه الليلة|هذا الصباح
        hoy|esta noche|esta tarde|esta mañana
        bugün|bu akşam|bu gece|bu sabah""",
    "tomorrow": """morgen|morgenavond|demain|tomorrow|غدا|غدًا|بكرا|بكرة|mañana|yarın""",
    "overmorrow": """overmorgen|après-demain|day after tomorrow|بعد غد|pasado mañana|öbür gün""",
    "weekend": """weekend|dit weekend|week-end|ce week-end|fin de semaine|this weekend
        نهاية الأسبوع|عطلة نهاية الأسبوع|نهاية هذا الأسبوع|آخر الأسبوع|fin de semana|finde
        hafta sonu|haftasonu|hafta sonunda""",
    "next-weekend": """volgend weekend|week-end prochain|le week-end prochain|next weekend
        نهاية الأسبوع القادم|عطلة نهاية الأسبوع القادم|نهاية الأسبوع المقبل|próximo fin de semana
        gelecek hafta sonu|önümüzdeki hafta sonu""",
    "next-week": """volgende week|semaine prochaine|la semaine prochaine|next week
        الأسبوع القادم|الأسبوع المقبل|próxima semana|la próxima semana|semana que viene
        gelecek hafta|önümüzdeki hafta|haftaya""",
    "week": """deze week|cette semaine|this week|هذا الأسبوع|esta semana|bu hafta""",
    "month": """deze maand|ce mois|ce mois-ci|this month|هذا الشهر|este mes|bu ay""",
    None: "la mañana|mañana de|mañana en|mañanas|guten morgen|goede morgen",
}  # fmt: skip
# What stands beside a day and says nothing more.
_BESIDE = frozenset(
    fold("""
    elke iedere deze dit volgende komende ochtend morgen voormiddag middag namiddag avond dag
    chaque tous toutes prochain matin matinée soir soirée après-midi après midi jour
    every next morning afternoon evening night day
    يوم ايام كل القادم صباح صباحا الصباح مساء المساء ظهرا ليلا
    cada todos próximo proximo tarde noche día dias
    activiteit activiteiten activité activités activity activities نشاط أنشطة النشاط actividad
    actividades etkinlik etkinlikler
    her gelecek sabah sabahı akşam akşamı öğleden sonra günü gün günleri
    """).split()
)
_LONGEST = 4  # words


@dataclass(frozen=True)
class Days:
    """`weekdays` from 0 for Monday, and `spans` of days, `(first, last)`; `said` is how it was
    typed."""

    weekdays: frozenset
    spans: tuple
    said: str

    def has(self, day):
        return day.weekday() in self.weekdays or any(
            first <= day <= last for first, last in self.spans
        )


def in_text(text, today: date):
    """`(Days or None, the text without what says when)`."""
    typed, words = written_words(text), fold(text).split()
    meanings, said, left, start = set(), [], [], 0
    while start < len(words):
        length, meaning = _first(words[start : start + _LONGEST])
        span = range(start, start + length)
        if meaning is None:
            left += [position for position in span if words[position] not in _BESIDE]
        else:
            meanings.add(meaning)
            said += typed[start : start + length]
        start += length
    if not meanings:
        return None, text
    days = Days(
        frozenset(meaning for meaning in meanings if isinstance(meaning, int)),
        tuple(
            sorted(
                span
                for meaning in meanings
                if isinstance(meaning, str)
                for span in _spans(meaning, today)
            )
        ),
        " ".join(said),
    )
    says_more = not STOP_WORDS.issuperset(words[position] for position in left)
    return days, " ".join(typed[position] for position in left) if says_more else ""


def _first(words):
    """How many words the phrase at the beginning has, and what day it is, or None."""
    for length in range(len(words), 0, -1):
        phrase = " ".join(words[:length])
        if phrase in _MEANINGS:
            return length, _MEANINGS[phrase]
    return 1, None


def _spans(meaning, today):
    if meaning == "overmorrow":
        return [(today + 2 * DAY, today + 2 * DAY)]
    now = datetime.combine(today, time.min)
    if meaning == "weekend" and today.weekday() > 4:
        # What is left of this one, and the next one: nobody knows which she means.
        left = today, today + (6 - today.weekday()) * DAY
        return [left, period("next-weekend", now)]
    return [period(meaning, now)]


def _read():
    meanings = {}
    for language, names in _WEEKDAYS.items():
        for weekday, same in enumerate(names.split()):
            for name in same.split("|"):
                for ending in ("", *_ENDINGS.get(language, "").split()):
                    meanings[fold(name + ending)] = weekday
    for meaning, lines in _PHRASES.items():
        for line in lines.split("\n"):
            meanings |= {fold(phrase): meaning for phrase in line.split("|")}
    return meanings


_MEANINGS = _read()
