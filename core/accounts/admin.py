"""The accounts of volunteers and the security log, for administrators.

Who is no superuser sees no superuser, gives only the groups of `core.roles`, and closes
accounts instead of deleting them. Nobody sets another person's password here.
"""

from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.utils import generate_unique_username
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import roles
from core.admin_pages import ReadOnly
from core.admin_request import editing
from core.wording.hours import moment_in_words

from . import mail, second_factor, security_log, sessions
from .handover import HandsOver
from .leaving import Forgets
from .models import SecurityEvent, User
from .role_names import RightsField, RoleFilter, RolesField, role_name

# The library's own pages show secrets and addresses that nobody uses.
admin.site.unregister([EmailAddress, Authenticator])


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["username", "email"]  # the rest comes from the fieldsets

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email=email).exists():
            raise forms.ValidationError(_("Somebody else has this e-mail address already."))
        return email

    def clean_username(self):
        name = self.cleaned_data["username"]
        if User.objects.exclude(pk=self.instance.pk).filter(username__iexact=name).exists():
            raise forms.ValidationError(User._meta.get_field("username").error_messages["unique"])
        return name


class InvitationForm(AccountForm):
    """A new account: no password, which comes with the link in the mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "email", "language", "groups"):
            self.fields[name].required = True

    def _post_clean(self):
        data = self.cleaned_data
        names = [data.get("first_name"), data.get("last_name"), data.get("email"), "volunteer"]
        self.instance.username = self.instance.username or generate_unique_username(names)
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        super()._post_clean()


@admin.register(User)
class UserAdmin(HandsOver, Forgets, DjangoUserAdmin):
    form = AccountForm
    add_form = InvitationForm
    add_form_template = None
    list_display = ["__str__", "username", "email", "language", "has_factor", "is_active"]
    list_filter = ["is_active", ("groups", RoleFilter)]
    ordering = ["username"]
    show_full_result_count = False
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    actions = ["invite_again", "take_off_factors"]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["first_name", "last_name", "email", "language", "groups"],
                "description": _("An e-mail invites her or him to choose a password."),
            },
        )
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    "first_name",
                    "last_name",
                    "email",
                    "language",
                    "wants_digest",
                ]
            },
        ),
        (_("What she or he may do"), {"fields": ["is_active", "groups"]}),
        (_("Moments"), {"fields": ["last_login", "date_joined"]}),
    ]
    superuser_fieldset = (
        _("Superusers"),
        {"fields": ["is_staff", "is_superuser", "user_permissions"]},
    )

    def get_urls(self):
        """Without Django's page that sets another person's password."""
        return [url for url in super().get_urls() if url.name != "auth_user_password_change"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        is_all = obj is not None and request.user.is_superuser
        return [*fieldsets, self.superuser_fieldset] if is_all else fieldsets

    def get_queryset(self, request):
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=second_factor.KINDS)
        users = super().get_queryset(request).annotate(has_factor=Exists(factors))
        return users if request.user.is_superuser else users.filter(is_superuser=False)

    @admin.display(boolean=True, description=_("second step"))
    def has_factor(self, user):
        return user.has_factor

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "user_permissions":
            kwargs["form_class"] = RightsField
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        groups = Group.objects.all()
        if not request.user.is_superuser:
            # Those that the account has from a superuser may stay.
            account = request.resolver_match.kwargs.get("object_id")
            has = Group.objects.filter(user=account) if account else Group.objects.none()
            groups = groups.filter(Q(name__in=roles.NAMES) | Q(pk__in=has))
        return RolesField(
            groups,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=_("Groups"),
            help_text=_("When these change, she or he has to log in again."),
        )

    # Invitations

    def response_add(self, request, obj, post_url_continue=None):
        editing(request).afterwards.append(partial(self._invite, request, obj))
        return super().response_add(request, obj, post_url_continue)

    def _invite(self, request, user):
        """Sends the mail; where that cannot be, the link is shown to who invites."""
        security_log.record(SecurityEvent.Kind.INVITED, user)
        try:
            mail.send_invitation(user, by=request.user)
            is_sent = settings.HAS_EMAIL
        except OSError:
            is_sent = False
        if is_sent:
            text = gettext("An invitation went to %(address)s.") % {"address": user.email}
            messages.success(request, text)
            return
        text = gettext("No e-mail could be sent. Give this link to %(name)s yourself: %(link)s")
        link = mail.password_link(user)
        messages.warning(request, text % {"name": user, "link": link})

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def invite_again(self, request, queryset):
        for user in queryset:
            if user.is_active and user.email and not user.has_usable_password():
                editing(request).afterwards.append(partial(self._invite, request, user))
            else:
                text = gettext("%(name)s has no open invitation: use “Forgotten password” instead.")
                messages.warning(request, text % {"name": user})

    @admin.action(
        description=_("Remove the second step (the phone is lost)"), permissions=["change"]
    )
    def take_off_factors(self, request, queryset):
        for user in queryset.filter(has_factor=True):
            Authenticator.objects.filter(user=user).delete()
            sessions.end_all(user)
            security_log.record(SecurityEvent.Kind.FACTOR_REMOVED, user)
            text = gettext("%(name)s logs in with the password alone until a new one is set up.")
            messages.success(request, text % {"name": user})


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["happened", "kind", "user", "by", "details"]
    list_display_links = None
    list_filter = ["kind"]
    list_select_related = ["user", "by"]
    search_fields = ["user__username", "user__email", "user__first_name", "user__last_name"]
    list_per_page = 50

    @admin.display(description=_("moment"), ordering="happened_at")
    def happened(self, event):
        return moment_in_words(event.happened_at)

    @admin.display(description=_("detail"), ordering="detail")
    def details(self, event):
        """The roles that somebody got, in the language of who reads; else as it was written."""
        if event.kind != SecurityEvent.Kind.ROLES_CHANGED:
            return event.detail
        return ", ".join(role_name(name) for name in event.detail.split(", "))
