"""The public page of a row before it is public, in any language, for who edits it."""

from django.conf import settings
from django.http import Http404
from django.urls import path, reverse
from django.utils import translation

from core.admin_pages import row_for
from core.languages import CODES
from core.models import Status


class Previewed:
    """For a ModelAdmin whose rows have a page of their own."""

    def preview_page(self, request, row):
        """The response with the page of `row`, marked as a preview, in the active language."""
        raise NotImplementedError

    def get_view_on_site_url(self, obj=None):
        """Where the public sees it, or sees that it has ended."""
        if obj and obj.first_published_at and obj.status in (Status.PUBLISHED, Status.ARCHIVED):
            return obj.get_absolute_url()
        return None

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("<path:object_id>/preview/<str:language>/", preview, name=self._preview_name()),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["previews"] = self.previews(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def overview_context(self, request, row):
        return {**super().overview_context(request, row), "previews": self.previews(row)}

    def previews(self, row):
        name = f"admin:{self._preview_name()}"
        return [
            {"code": code, "name": language, "url": reverse(name, args=[row.pk, code])}
            for code, language in settings.LANGUAGES
        ]

    def preview(self, request, object_id, language):
        """The page as saved, whatever its status."""
        if language not in CODES:
            raise Http404
        row = row_for(self, request, object_id, "view")
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.preview_page(request, row)
        response.headers["Content-Language"] = language
        return response

    def _preview_name(self):
        return f"{self.opts.app_label}_{self.opts.model_name}_preview"
