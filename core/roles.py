"""What each group of volunteers may do in the admin; `manage.py roles` writes it to the database.

Apps say it of their models when they are ready, because this knows no app. Each group may all that
those before it may. Who may delete a kind of thing is its editor: she publishes, approves what
volunteers change on public pages, and archives. Volunteers may take away opening hours, notices
and locations, because putting hours right needs it; on a public page that waits for an editor too.
"""

EVERYTHING = "view add change delete"
NAMES = ["Event volunteers", "Volunteers", "Editors", "Administrators"]

_rights = {name: [] for name in NAMES}


def allow(*models, events="", volunteers="", editors="", administrators=""):
    """What a group may do with `models` beside what those before it may, such as "view add"."""
    actions = ""
    for name, more in zip(NAMES, (events, volunteers, editors, administrators), strict=True):
        actions = f"{actions} {more}"
        _rights[name] += [(model, action) for model in models for action in actions.split()]


def rights():
    """`{name of the group: [(model, action), …]}`, always in the same order."""
    return _rights
