"""What the one who asks may do in the admin."""


def may(request, action, model):
    """Whether the volunteer may `action` (view, add, change, delete) rows of `model`."""
    options = model._meta
    return request.user.has_perm(f"{options.app_label}.{action}_{options.model_name}")


def is_editor(request, model):
    """Whether what waits for an editor waits for her: `core.roles` lets editors delete."""
    return may(request, "change", model) and may(request, "delete", model)
