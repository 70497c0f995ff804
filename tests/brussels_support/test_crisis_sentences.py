"""What women in danger type, in six languages, and what means no harm.

`crisis_sentences.json` was written before the patterns in `fixtures/crisis.json`, and none of its
sentences stands there: a list of `{"q", "language", "topic"}`, written as people do, without
accents, with the spelling of chats, in dialect, in two languages at once. By those of
`crisis_sentences_more.json` the patterns were widened: they hold what is understood. The first 207
of `harmless_sentences.json`, with words of the same kind that mean something else, were written
before, too; the others hold what a wide pattern once took for danger, or might.

`crisis_stranger.json` was written by somebody who knew neither the patterns nor this file, of both
kinds, with what was `missed` when it was first read. The patterns were widened by the kinds of
danger that were missed, so what is understood of it now says nothing about the next stranger.
`crisis_stranger_2.json` is what the next one wrote, read after that, and widened by in turn.
"""

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from core.languages import CODES
from core.search import phrases
from core.search.crisis import MOST
from core.search.phrases import Matcher
from core.text import fold
from tests.brussels_support.test_judged_queries import JUDGED

# In memory: no database.
pytestmark = pytest.mark.one_database

FOLDER = Path(__file__).parent
SENTENCES = json.loads((FOLDER / "crisis_sentences.json").read_text())
MORE = json.loads((FOLDER / "crisis_sentences_more.json").read_text())
STRANGERS = {
    name: json.loads((FOLDER / f"{name}.json").read_text())
    for name in ("crisis_stranger", "crisis_stranger_2")
}
HARMLESS = json.loads((FOLDER / "harmless_sentences.json").read_text())
FIXTURE = json.loads((settings.BASE_DIR / "fixtures/crisis.json").read_text())
TOPICS = [row["fields"] for row in FIXTURE if row["model"] == "search.crisistopic"]
PATTERNS = [
    (topic["slug"], topic[f"patterns_{code}"]) for topic in TOPICS for code in CODES
]  # of every topic and language
# Among the judged queries these are about danger.
IN_DANGER = {
    "hij slaat mij", "zelfmoord", "mon mari me frappe", "violences conjugales",
    "my husband hits me", "زوجي يضربني", "عنف", "mi pareja me pega", "siddet", "sığınma evi",
    "waar kan ik slapen vannacht", "nowhere to sleep", "dormir ce soir", "أين أنام الليلة",
    "je dors dans la rue", "logement d'urgence avec enfants", "emergency housing with children",
    "dónde dormir esta noche con mis hijos", "alojamiento de urgencia con niños",
    "bu gece nerede uyuyabilirim", "çocuklarla acil barınma", "سكن طارئ مع أطفال",
}  # fmt: skip
# Synonyms of words that mean danger by themselves: one of each group.
MEAN_DANGER = {
    "noodopvang", "emergency housing", "dakloos", "uit huis gezet", "geweld", "verkrachting",
    "zelfmoord",
}  # fmt: skip
# Typed alone.
WORDS = {
    "violence": ["geweld", "violence", "عنف", "violencia", "şiddet", "1712", "0800 30 030"],
    "suicide": ["zelfmoord", "suicide", "انتحار", "suicidio", "intihar", "1813", "0800 32 123"],
    "psychosis": [
        "kraambedpsychose",
        "psychose",
        "ik hoor stemmen",
        "psychose post-partum",
        "j'entends des voix",
        "postpartum psychosis",
        "i hear voices",
        "ذهان ما بعد الولادة",
        "psicosis posparto",
        "oigo voces",
        "lohusa psikozu",
    ],
    "sexual-violence": ["verkrachting", "viol", "rape", "اغتصاب", "violación", "tecavüz"],
    "no-place-tonight": ["dakloos", "sans abri", "homeless", "مشردة", "sin techo", "evsiz"],
}


@pytest.fixture(scope="module")
def matcher():
    return Matcher.of(PATTERNS)


def topics(matcher, text):
    found = matcher.keys(text)
    return [topic["slug"] for topic in TOPICS if topic["slug"] in found]


def first_topic(matcher, text):
    return next(iter(topics(matcher, text)), None)


def test_every_sentence_of_danger_is_understood(matcher):
    by_language = Counter(sentence["language"] for sentence in SENTENCES)
    assert {code: by_language[code] >= 25 for code in CODES} == dict.fromkeys(CODES, True)

    missed = [
        (each["q"], each["topic"], first_topic(matcher, each["q"]))
        for each in SENTENCES
        if first_topic(matcher, each["q"]) != each["topic"]
    ]

    assert missed == []


def test_what_the_patterns_were_widened_by_is_understood(matcher):
    assert [each["q"] for each in MORE if not matcher.keys(each["q"])] == []


@pytest.mark.parametrize(
    ("name", "sizes", "missed"),
    [("crisis_stranger", (180, 60), (52, 0)), ("crisis_stranger_2", (150, 60), (43, 2))],
)
def test_rate_of_a_first_reading_is_what_the_documentation_says(name, sizes, missed):
    danger = [each["missed"] for each in STRANGERS[name] if each["topics"]]
    harmless = [each["missed"] for each in STRANGERS[name] if not each["topics"]]

    assert (len(danger), len(harmless)) == sizes
    assert (sum(danger), sum(harmless)) == missed


@pytest.mark.parametrize("name", STRANGERS)
def test_what_a_stranger_typed_is_understood_by_now(matcher, name):
    missed = [
        (each["q"], each["topics"], found)
        for each in STRANGERS[name]
        if not set(found := topics(matcher, each["q"])[:MOST]) & set(each["topics"])
        and (each["topics"] or found)
    ]

    assert missed == []


def names():
    """`(row, name)` of all that has a name in the demonstration."""
    for fixture in settings.DEMO_FIXTURES:
        for row in json.loads((settings.BASE_DIR / f"fixtures/{fixture}.json").read_text()):
            for field, value in row["fields"].items():
                if field.rpartition("_")[0] in {"name", "title", "question", "short_name"}:
                    yield row["fields"], value or ""


def is_about(row, topic):
    themes = [slug for [slug] in row.get("themes", [])] + [row.get("slug")]
    return topic["theme"] in themes or row.get("slug") in topic["questions"]


def test_no_name_is_taken_for_danger_unless_it_is_of_that_theme(matcher):
    by_slug = {topic["slug"]: topic for topic in TOPICS}

    taken = [
        (name, slug)
        for row, name in names()
        for slug in matcher.keys(name)
        if not is_about(row, by_slug[slug])
    ]

    assert taken == []


def test_no_synonym_is_taken_for_danger_unless_it_means_one(matcher):
    rows = json.loads((settings.BASE_DIR / "fixtures/faq.json").read_text())
    groups = [row["fields"]["words"] for row in rows if row["model"] == "search.synonymgroup"]

    taken = [
        word
        for words in groups
        if MEAN_DANGER.isdisjoint(words)
        for word in words
        if matcher.keys(word)
    ]

    assert len(groups) > 50
    assert taken == []


def test_nothing_harmless_is_taken_for_danger(matcher):
    assert len({fold(each["q"]) for each in HARMLESS}) >= 200
    queries = [each["q"] for each in HARMLESS + JUDGED if each["q"] not in IN_DANGER]

    taken = {text: found for text in queries if (found := matcher.keys(text))}

    assert taken == {}


def test_judged_queries_of_danger_are_understood(matcher):
    assert [text for text in IN_DANGER if not matcher.keys(text)] == []


@pytest.mark.parametrize("topic", WORDS)
def test_single_word_is_understood(matcher, topic):
    assert {text: first_topic(matcher, text) for text in WORDS[topic]} == dict.fromkeys(
        WORDS[topic], topic
    )


def test_no_sentence_stands_in_the_data():
    """Otherwise the tests above would say nothing about what others type."""
    lines = {fold(line) for _slug, patterns in PATTERNS for line in patterns.splitlines()}
    terms = {
        " ".join(term)
        for _slug, lines_of_one in PATTERNS
        for pattern in phrases.patterns(lines_of_one)
        for group in pattern.groups
        for part in group
        for term in part
    }

    strangers = [each for rows in STRANGERS.values() for each in rows if each["topics"]]
    sentences = SENTENCES + strangers
    assert [each["q"] for each in sentences if fold(each["q"]) in lines] == []
    long = [each["q"] for each in sentences if len(each["q"].split()) > 3]
    assert [text for text in long if fold(text) in terms] == []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic["slug"])
def test_topic_has_all_that_its_page_says(topic):
    numbers = [
        row["fields"]
        for row in FIXTURE
        if row["model"] == "search.crisisnumber" and row["fields"]["topic"] == [topic["slug"]]
    ]

    assert "112" in [number["phone"] for number in numbers]
    for code in CODES:
        phrases.validate(topic[f"patterns_{code}"])
        assert topic[f"sentence_{code}"]
        assert topic[f"patterns_{code}"]
        assert all(number[f"label_{code}"] for number in numbers)


def test_understanding_takes_less_than_a_millisecond(matcher):
    """The median, so that a machine that is busy does not matter."""
    took = []
    for text in [each["q"] for each in SENTENCES + HARMLESS] + ["zzz " * 15_000]:
        begin = time.perf_counter()
        matcher.keys(text)
        took.append(time.perf_counter() - begin)

    assert sorted(took)[len(took) // 2] < 0.001
