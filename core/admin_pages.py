"""What pages of the admin beside Django's own have in common, whatever they show."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse


class ReadOnly:
    """For a ModelAdmin whose rows nobody writes by hand."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def row_for(model_admin, request, object_id, action="change"):
    """The row of an address, for who may `action` it. Raises Http404 and PermissionDenied."""
    row = model_admin.get_object(request, unquote(str(object_id)))
    if row is None:
        raise Http404
    if not getattr(model_admin, f"has_{action}_permission")(request, row):
        raise PermissionDenied
    return row


def page(model_admin, request, template, context, status=200):
    """A page in the frame of the admin, about rows of the model of `model_admin`."""
    frame = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts}
    return TemplateResponse(request, f"admin/{template}", {**frame, **context}, status=status)
