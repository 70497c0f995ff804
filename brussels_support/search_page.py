"""What the page of the search shows, as template context."""

import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from itertools import groupby

from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agenda.cards import card_lists
from agenda.filters import days_text
from core.languages import comma, shown
from core.lists.bits import bits_of, has
from core.lists.ranked import rows_of
from core.search.words import stems, written_words
from core.text import fold
from directory import cards as directory_cards
from directory import crisis, sensitive
from directory.models import Theme
from faq.models import Question

MOST_ORGANISATIONS, MOST_EVENTS, MOST_QUESTIONS, MOST_THEMES = 10, 4, 6, 4
MOST_DAYS = 4
_TAG_OR_ENTITY = re.compile(r"(<[^>]*>|&\w+;|&#\w+;)")
_SENTENCE = 3  # words
# With the accents and the Arabic marks that stand after their letter.
_WORD = re.compile(r"[\w\u0300-\u036f\u064b-\u065f\u0670]+")


def search_context(query, results, directory, agenda, now):
    asked, best = results.asked, set(results.best)
    listed = {
        "organisation": results.organisations.hits[:MOST_ORGANISATIONS],
        "event": results.events.hits[:MOST_EVENTS],
        "question": results.questions.hits[:MOST_QUESTIONS],
        "theme": results.themes.hits[:MOST_THEMES],
    }
    folded = [hit for hits in results.partial.values() for hit in hits]
    hits = [*results.best, *(hit for hits in listed.values() for hit in hits), *folded]
    pks = [hit.pk for hit in hits if hit.kind == "question"]
    questions = Question.objects.published().with_sensitivity().in_bulk(pks)
    cards = _cards(dict.fromkeys(hits), results, (directory, agenda, questions), now)
    after = {
        kind: [cards[hit] for hit in hits if hit in cards and hit not in best]
        for kind, hits in listed.items()
    }
    in_view = [hit for hit in dict.fromkeys(hits[: len(hits) - len(folded)]) if hit in cards]
    place = [("place", place.slug) for place in asked.places]
    in_danger = crisis.blocks(results.crises)
    is_sensitive = bool(results.crises) or _is_sensitive(in_view, (directory, agenda, questions))
    return {
        "query": query,
        "results": results,
        "best": _runs([hit for hit in results.best if hit in cards], cards),
        "organisations": after["organisation"],
        "organisations_more": max(0, results.organisations.total - MOST_ORGANISATIONS),
        "events": after["event"],
        "events_more": max(0, results.events.total - MOST_EVENTS),
        "questions": _without_those_above(after["question"], in_danger),
        "themes": after["theme"],
        "days": _days(results, agenda, now, place),
        "partial": [
            (
                _quoted(held, asked.rest),
                [_link(hit, cards) for hit in hits if hit in cards],
            )
            for held, hits in results.partial.items()
        ],
        **_list_queries(results, directory, place),
        "canonical_query": query.encoded(),
        "crises": in_danger,
        "is_sensitive": is_sensitive,
        "has_numbers_first": is_sensitive or _is_unclear(query, results),
    }


def _is_unclear(query, results):
    """Whether this is a sentence of which a part was not understood: it may tell of a danger."""
    is_sentence = len(query.text.split()) >= _SENTENCE
    return is_sentence and (results.is_partial or results.is_empty)


def _cards(hits, results, sources, now):
    """`{hit: what is shown of it}`: a card, or `(address, Shown)` of a question or a theme.

    What was unpublished meanwhile is left out. At most one query a kind.
    """
    directory, agenda, questions = sources
    is_found = finder(results.tokens)
    folded = {hit for hits in results.partial.values() for hit in hits}
    ids, positions = defaultdict(list), {True: [], False: []}
    for hit in hits:
        ids[hit.kind].append(hit.pk)
        if hit.kind == "organisation":
            positions[hit in folded].append(directory.positions[hit.pk])
    # Of what is folded only the name is shown.
    cards, links = directory_cards.cards_and_links(
        directory, positions[False], positions[True], now
    )
    made = {
        "organisation": {
            **{link.pk: link for link in links},
            **{card.pk: _marked(card, is_found) for card in cards},
        },
        "event": _event_cards(ids["event"], results.asked.days, agenda, now),
        "question": {
            pk: (row.get_absolute_url(), shown(row, "question")) for pk, row in questions.items()
        },
        "theme": {
            theme.pk: (theme.get_absolute_url(), shown(theme, "name"))
            for theme in Theme.objects.filter(pk__in=ids["theme"]).defer("guide")
        },
    }
    return {hit: made[hit.kind][hit.pk] for hit in hits if hit.pk in made[hit.kind]}


def _event_cards(ids, days, agenda, now):
    """`{pk: card}` of each one’s next date; of the next one on the days that were asked, if any."""
    bits, pairs = agenda.bits_of_ids(ids), []
    if days:
        pairs = agenda.next_of(bits, now, len(ids), agenda.series.at(now).days_that(days.has))
        bits &= ~bits_of((position for _day, position in pairs), bits.bit_length())
    if bits:
        pairs += agenda.next_of(bits, now, len(ids))
    return {card.pk: card for card in card_lists(agenda, [pairs], now)[0]}


def _days(results, agenda, now, place):
    """`(address, text, activities)` of the next days that were asked for.

    Of what was found; when that is nothing, of all that takes place then.
    """
    if not results.asked.days:
        return []
    found = rows_of(results.events.ranked) or agenda.everything
    rest = [results.asked.rest] if results.events.hits else []
    days = agenda.series.at(now).days_that(results.asked.days.has)
    days = [(day, (bits & found).bit_count()) for day, bits in days if bits & found][:MOST_DAYS]
    return [
        (
            _list_query([*place, ("from", day.isoformat()), ("to", day.isoformat())], rest),
            days_text(day, day, agenda.today),
            count,
        )
        for day, count in days
    ]


def _without_those_above(links, in_danger):
    above = {url for block in in_danger for url, _question in block["questions"]}
    return [(url, question) for url, question in links if url not in above]


def _list_queries(results, directory, place):
    """What lists are asked to show the rest of what was found."""
    asked = results.asked
    if results.crises:
        # No list has all of what she wrote: the rest is that of the theme.
        themes = [("theme", directory.theme_slugs[hit.pk]) for hit in results.themes.hits]
        return {"list_query": urlencode(themes), "event_query": urlencode(themes)}
    said = [asked.days.said] if asked.days else []
    return {
        "list_query": _list_query(place, [asked.rest]),
        "event_query": _list_query(place, [asked.rest, *said]),
    }


def _list_query(pairs, words):
    text = " ".join(filter(None, words))
    return urlencode([*pairs, ("q", text)] if text else pairs)


def _runs(hits, cards):
    """The best as `(kind, cards)`, those of one kind together where they follow one another."""
    return [
        (kind, [cards[hit] for hit in run]) for kind, run in groupby(hits, lambda hit: hit.kind)
    ]


def _link(hit, cards):
    card = cards[hit]
    if hit.kind == "organisation":
        return card.url, card.name
    return (card.url, card.title) if hit.kind == "event" else card


def _quoted(words, text):
    """Words as they were typed; they are kept folded."""
    written = {fold(word): word for word in written_words(text)}
    typed = (" ".join(written.get(part, part) for part in word.split()) for word in words)
    return comma().join(_("“%(text)s”") % {"text": word} for word in typed)


def _is_sensitive(hits, sources):
    """Whether a theme that was found is sensitive, or what is shown, in its order."""
    directory, agenda, questions = sources

    def is_sensitive(hit):
        if hit.kind == "question":
            return questions[hit.pk].is_sensitive
        if hit.kind == "theme":
            return directory.theme_slugs.get(hit.pk) in directory.sensitive
        index = directory if hit.kind == "organisation" else agenda
        return has(index.sensitive_rows, index.positions[hit.pk])

    has_theme = any(hit.kind == "theme" and is_sensitive(hit) for hit in hits)
    return has_theme or sensitive.is_page(map(is_sensitive, hits))


def _marked(card, is_found):
    return replace(
        card,
        name_html=mark(card.name_html, is_found),
        summary_html=mark(card.summary_html, is_found),
    )


def finder(tokens):
    """Says of a word whether it was searched; of each only once, since cards repeat them."""

    @cache
    def is_found(word):
        return fold(word) in tokens or not tokens.isdisjoint(stems(word))

    return is_found


def mark(html, is_found):
    """HTML with the words that were found in `<mark>`; what is escaped stays escaped."""

    def marked(match):
        return f"<mark>{match[0]}</mark>" if is_found(match[0]) else match[0]

    parts = _TAG_OR_ENTITY.split(html)
    parts[::2] = [_WORD.sub(marked, part) for part in parts[::2]]
    return SafeString("".join(parts))
