"""Changes that wait for an editor: none of them is lost when two listings become one.

What volunteers proposed of the listing that goes waits at the one that stays. Where the same person
proposed something there as well, both become one change; what she wrote for one field twice stays
to be read in the change that is withdrawn, and is shown before the two are merged. Other changes
that name the listing or one of its places, such as of an activity, name the one that stays.
"""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext

from core.editing.models import Proposal
from core.editing.sheets import row_of

from . import relations


def move(kept, gone, user):
    """Moves what waits; returns what `back` needs, a dictionary for each."""
    moved = []
    for proposal in Proposal.objects.about(gone).open():
        known = {"pk": proposal.pk, "keys": [*proposal.changes], "state": proposal.state}
        if twin := _twin(kept, proposal):
            known |= _join(twin, proposal)
            text = gettext("It waits as a part of your change to %(name)s.") % {"name": kept}
            proposal.decide(Proposal.State.WITHDRAWN, user, text)
        else:
            proposal.object_id = kept.pk
            proposal.save(update_fields=["object_id"])
        moved.append(known)
    return moved


def _twin(kept, proposal):
    """What the same person proposed of the other listing."""
    return (
        Proposal.objects.about(kept)
        .open()
        .filter(author=proposal.author_id, is_from_organisation=proposal.is_from_organisation)
        .first()
    )


def _join(twin, proposal):
    """Adds to `twin` what it does not say itself."""
    added = {}
    for key, texts in proposal.changes.items():
        if (renamed := _renamed(key, proposal)) not in twin.changes:
            added[renamed] = texts
    known = {
        "into": twin.pk,
        "keys": [*added],
        "seen": {key: twin.seen[key] for key in added if key in twin.seen},
        "word": twin.word,
    }
    twin.changes |= added
    twin.seen |= {key: proposal.seen[key] for key in added if key in proposal.seen}
    twin.word = _joined(twin.word, proposal.word)
    twin.save(update_fields=["changes", "seen", "word"])
    return known


def _renamed(key, proposal):
    """The numbers of new rows are those of each change by itself."""
    return key.replace("/+", f"/+{proposal.pk}-")


def _joined(*words):
    return "\n\n".join(filter(None, words))


def clashes(kept, gone):
    """`[(author, key, [text, …], [text, …]), …]` of what one person proposed for the same field
    of both; the first of the texts goes on waiting."""
    for proposal in Proposal.objects.about(gone).open().select_related("author"):
        twin = _twin(kept, proposal)
        for key, texts in proposal.changes.items() if twin else ():
            if "/+" not in key and twin.changes.get(key, texts) != texts:
                yield proposal.author, key, twin.changes[key], texts


def back(kept, gone, moved, returning):
    """Undoes `move`. `returning` are the rows of sheets, such as "locations/12", that go back: what
    was proposed of them goes with them, whenever it was."""
    of_gone = {known.get("into", known["pk"]): known for known in moved}
    for proposal in Proposal.objects.about(kept).open():
        known = of_gone.get(proposal.pk, {})
        keys = {*known.get("keys", ())}
        part = {
            key: texts
            for key, texts in proposal.changes.items()
            if key in keys or row_of(key) in returning
        }
        rest = {key: texts for key, texts in proposal.changes.items() if key not in part}
        if "into" in known:
            _part(proposal, known, part, rest)
        elif not rest and (part or known):
            proposal.object_id = gone.pk
            proposal.save(update_fields=["object_id"])
        elif part:
            _split(proposal, gone, part, rest)


def _part(twin, known, part, rest):
    """Two changes again; what their author changed meanwhile stays so."""
    former = Proposal.objects.get(pk=known["pk"])
    own = {}
    for key, texts in former.changes.items():
        renamed = _renamed(key, former)
        # What she took back meanwhile is taken back.
        if renamed in part or renamed not in known["keys"]:
            own[key] = part.pop(renamed, texts)
    former.changes = own | part
    former.state, former.answer = known["state"], ""
    former.decided_at = former.decided_by = None
    former.save()
    twin.changes = rest
    twin.seen = {key: mark for key, mark in twin.seen.items() if key not in known["keys"]}
    twin.seen |= known["seen"]
    if twin.word == _joined(known["word"], former.word):
        twin.word = known["word"]
    twin.save(update_fields=["changes", "seen", "word"])
    if not rest and not twin.word:
        twin.decide(Proposal.State.WITHDRAWN, None)


def _split(proposal, gone, part, rest):
    Proposal.objects.create(
        content_type=ContentType.objects.get_for_model(gone),
        object_id=gone.pk,
        author=proposal.author,
        is_from_organisation=proposal.is_from_organisation,
        is_small_correction=proposal.is_small_correction,
        made_at=proposal.made_at,
        state=proposal.state,
        answer=proposal.answer,
        changes=part,
        seen=proposal.seen,
    )
    proposal.changes = rest
    proposal.save(update_fields=["changes"])


# What names one of the two


def name_another(numbers):
    """Has open changes name other rows: `numbers` is `{model: {pk: pk}}`. Returns
    `[[pk of the change, key, [text, …] before, [text, …] after], …]`."""
    renamed = []
    for proposal in Proposal.objects.open().filter(content_type__in=_types()):
        model = proposal.content_type.model_class()
        for key, texts in proposal.changes.items():
            named = numbers.get(_target(model, key), {})
            after = list(dict.fromkeys(str(named.get(_number(text), text)) for text in texts))
            if after != texts:
                renamed.append([proposal.pk, key, texts, after])
                proposal.changes = {**proposal.changes, key: after}
        proposal.save(update_fields=["changes"])
    return renamed


def name_again(renamed):
    """Undoes `name_another`, where nobody chose something else since."""
    for pk, key, before, after in renamed:
        proposal = Proposal.objects.open().filter(pk=pk).first()
        if proposal and proposal.changes.get(key) == after:
            proposal.changes = {**proposal.changes, key: before}
            proposal.save(update_fields=["changes"])


def _types():
    """Of whatever relates to an organisation or a place."""
    models = {each.model for target in relations.TARGETS for each in relations.of(target)}
    return [kind.pk for kind in ContentType.objects.get_for_models(*models).values()]


def _target(model, key):
    """The kind of row that a field names, or None."""
    fields = {field.name: field for field in model._meta.get_fields() if not field.auto_created}
    return fields[key].related_model if key in fields else None


def _number(text):
    return int(text) if text.isascii() and text.isdigit() else None
