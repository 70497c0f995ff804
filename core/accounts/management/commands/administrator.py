"""Makes the first administrator, and shows the link with which she chooses her password.

    manage.py administrator anna@example.org

Asks nothing, and changes nothing where she has a password already. The link works once, for as
long as one in an invitation; once it has run out, the command shows another. She is a superuser,
and sets up a second step before she can do anything.
"""

from allauth.utils import generate_unique_username
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from core.accounts import mail, security_log
from core.accounts.models import SecurityEvent, User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, email, **options):
        user = _administrator(email.lower())
        if user.has_usable_password():
            self.stdout.write(f"{email} is an administrator already.")
            return
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
        self.stdout.write(
            f"{email} chooses a password here, once, within {days} days; pass it on to nobody "
            f"else:\n{mail.password_link(user)}"
        )


@transaction.atomic
def _administrator(email):
    """The account with this address. Raises CommandError where it is somebody else's."""
    if user := User.objects.filter(email=email).first():
        if not (user.is_active and user.is_superuser):
            raise CommandError(
                f"{email} belongs to an account that is closed or no superuser. Change that in the "
                "admin, or name another address."
            )
        return user
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email}: {error.messages[0]}") from error
    user = User(
        username=generate_unique_username([email, "administrator"]),
        email=email,
        is_staff=True,
        is_superuser=True,
    )
    user.set_unusable_password()
    user.save()
    security_log.record(SecurityEvent.Kind.INVITED, user)
    return user
