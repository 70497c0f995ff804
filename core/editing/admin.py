"""The admin of accounts, made safe, and the pages of translations."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from core.accounts.admin import UserAdmin
from core.accounts.models import User
from core.accounts.role_names import RightsField, role_name
from core.desk import page_help

from . import translating
from .saving import SafeChanges

admin.site.add_urls(translating.urls)


# The accounts stand below this room and know nothing of it.
admin.site.unregister([User, Group])


@admin.register(User)
class SafeUserAdmin(SafeChanges, UserAdmin):
    pass


@admin.register(Group)
class SafeGroupAdmin(SafeChanges, GroupAdmin):
    list_display = ["title"]
    actions = None  # there are four, and none of them goes

    @admin.display(description=_("group"), ordering="name")
    def title(self, group):
        return role_name(group.name)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **kwargs, form_class=RightsField)


page_help.register(
    "translation",
    _("Translate what it means, in short and simple sentences."),
    _("Names, numbers and addresses stay as they are."),
    _("Is the translation right as it is? Tick that you read both."),
)
page_help.belongs("translating", "translation", "translation_queue", "short_page:texts")
page_help.belongs("what-becomes-of-your-change", "_history", "_delete")
