"""What `manage.py check --deploy` says of being told: nothing has to be put right, but known."""

from django.conf import settings
from django.core.checks import Info, Tags, register


@register(Tags.security, deploy=True)
def somebody_is_told(app_configs, **options):
    if not settings.HAS_EMAIL:
        return [
            Info(
                "No mail leaves this server, so nobody is told when a daily task fails.",
                hint="Set EMAIL_URL and ALERT_EMAILS; the desk and /wellz say it all the same.",
                id="watching.I001",
            )
        ]
    if not settings.ALERT_EMAILS:
        return [
            Info(
                "ALERT_EMAILS is empty, so nobody is told when a daily task fails.",
                hint="Set it to addresses with commas; the desk and /wellz say it all the same.",
                id="watching.I002",
            )
        ]
    return []
