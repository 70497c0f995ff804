"""The search of somebody in danger: what her words say to somebody who knows is shown first."""

from dataclasses import replace

from core.lists.bits import union
from core.lists.ranked import among, best_of, lowest
from core.search import crisis
from directory.models import Organisation

from .finding import MOST_HITS, Group, Hit, Rows

# In danger, a voice and a roof come before anything else.
_FIRST = (Organisation.Kind.HELPLINE, Organisation.Kind.SHELTER)


def first(results, text, search, directory, agenda):
    """The `Results` as they are, or with what the topics that `text` is about put first.

    Then nothing is corrected or half found: places and activities are those of the theme, what has
    her words before the others. One query for each theme.
    """
    topics = search.crises.in_text(text)
    if not topics:
        return results
    rows = [crisis.row_at("theme", topic.theme) for topic in topics]
    themes = list(dict.fromkeys(row for row in rows if row))
    slugs = [theme.slug for theme in themes]
    # What was found by words that she did not type is not hers.
    is_hers = results.corrected is None
    places, events = (results.organisations, results.events) if is_hers else (Group(), Group())
    return replace(
        results,
        crises=topics,
        corrected=None,
        themes=Group(hits=_hits("theme", [theme.pk for theme in themes])),
        organisations=_of_themes("organisation", places, directory, slugs, _in_order(directory)),
        events=_of_themes("event", events, agenda, slugs),
        questions=results.questions if is_hers and not results.is_partial else Group(),
        best=[],
        partial={},
        is_partial=False,
        is_missed=False,
    )


def _hits(kind, ids):
    return [Hit(kind, pk, cost) for cost, pk in enumerate(ids[:MOST_HITS])]


def _of_themes(kind, group, index, slugs, more=()):
    """What was found and has one of the themes, then all else of them that `more` names."""
    bits = [index.groups["theme"].get(slug, 0) for slug in slugs]
    found = among(group.ranked, union(bits))
    in_order = [*(own for _cost, own in found), *(part & own for own in bits for part in more)]
    ranked, rows = lowest(enumerate(in_order)), Rows.of_index(index)
    ids = [rows.ids[row] for _cost, row in best_of(ranked, MOST_HITS, rows.page)]
    return Group(rows, ranked, _hits(kind, ids))


def _in_order(directory):
    """Bit sets: a voice and a roof, who else can be reached, and the others."""
    kinds, reachable = directory.groups["kind"], directory.reachable
    first = [kinds.get(kind, 0) & reachable for kind in _FIRST]
    return [*first, reachable, directory.everything]
