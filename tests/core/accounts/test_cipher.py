"""A copy of the database is not enough to log in as somebody else."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from core.accounts import cipher
from tests import factories
from tests.one_time_codes import code_now

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW_KEY = "a-new-key-abcdefghijklmnopqrstuvwxyz-0123456789-long-enough"


def app():
    """Her app as the next request finds it."""
    return Authenticator.objects.get(type=Authenticator.Type.TOTP).wrap()


def test_key_of_an_app_is_unreadable_in_the_database_and_works():
    TOTP.activate(factories.user(), SECRET)

    assert SECRET not in str(Authenticator.objects.values_list("data", flat=True))
    assert app().validate_code(code_now(SECRET))


def test_recovery_codes_are_unreadable_in_the_database_and_stay_the_same():
    user = factories.user()
    codes = RecoveryCodes.activate(user).generate_codes()

    kept = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)

    assert not any(code in str(kept.data) for code in codes)
    assert kept.wrap().generate_codes() == codes


def test_former_key_still_reads_what_it_wrote(settings):
    TOTP.activate(factories.user(), SECRET)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = NEW_KEY

    assert app().validate_code(code_now(SECRET))


@pytest.mark.parametrize("kept", ["", "x", "é", "gAAAAA", SECRET])
def test_nothing_fits_what_cannot_be_read(kept, caplog):
    first, second = cipher.decrypt(kept), cipher.decrypt(kept)

    assert len(first) == len(second) == 32
    assert first != second
    assert "another SECRET_KEY" in caplog.text


def test_app_written_with_a_key_that_is_gone_is_no_error(settings):
    TOTP.activate(factories.user(), SECRET)

    settings.SECRET_KEY = NEW_KEY

    assert not app().validate_code(code_now(SECRET))
    assert not app().validate_code("000000")
