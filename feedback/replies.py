"""Answers to visitors: what they begin with, and the mail, in the language of her message."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from modeltranslation.utils import build_localized_fieldname

from . import pages
from .models import Reply, ReplyText, Suggestion

logger = logging.getLogger(__name__)


# What it begins with


def texts_for(message, language):
    """The `ReplyText`s that are there in `language`, those for the topic of `message` first."""
    body = build_localized_fieldname("body", language)
    texts = [text for text in ReplyText.objects.all() if getattr(text, body)]
    return sorted(texts, key=lambda text: (text.topic != message.topic, bool(text.topic)))


def begun_with(text, message, language):
    """The words of a `ReplyText` in `language`, with the page that `message` is about."""
    name, address = page_of(message, language)
    words = getattr(text, build_localized_fieldname("body", language)) or ""
    return words.replace("{page}", name).replace("{address}", address)


def page_of(message, language):
    """`(name, web address)` of the page that a message is about, as one may write them to her.

    Those of the site where the page has no name, is not public, or is one that somebody who reads
    her mail should not hear of.
    """
    with translation.override(language):
        page = pages.find(message.path)
        if not page.name or is_discreet(message):
            return gettext("Together in Brussels"), f"{settings.SITE_URL}/{language}/"
        return page.name.text, settings.SITE_URL + page.url


def is_discreet(message):
    """Whether an answer should not name the page: being seen with it could harm her."""
    found = pages.listing_of(message.path)
    return bool(getattr(found, "is_sensitive", False))


# Sending


def send(reply):
    """Raises OSError when the mail cannot be handed over."""
    with translation.override(reply.language):
        context = {
            "text": reply.text.strip(),
            "site": f"{settings.SITE_URL}/{reply.language}/",
            "write_to": settings.CONTACT_EMAIL,
            "form": settings.SITE_URL + reverse("feedback:suggest"),
        }
        subject = gettext("Your message to Together in Brussels")
        text = render_to_string("mail/reply.txt", context).strip() + "\n"
    answers_to = [settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else None
    address = [reply.suggestion.email]
    EmailMessage(subject, text, to=address, reply_to=answers_to).send()


def hand_over(pk, closes):
    """Sends the saved `Reply` of that number; whether it has left. With `closes` her message is
    done once it has.

    Called when it is saved for certain: a mail cannot be taken back.
    """
    reply = Reply.objects.select_related("suggestion").get(pk=pk)
    try:
        send(reply)
    except Exception:
        logger.exception("Answer %s to a visitor was not sent.", pk)
        Reply.objects.filter(pk=pk).update(state=Reply.State.FAILED)
        return False
    with transaction.atomic():
        Reply.objects.filter(pk=pk).update(state=Reply.State.SENT)
        message = Suggestion.objects.select_for_update().get(pk=reply.suggestion_id)
        if closes and message.is_open:
            message.status = Suggestion.Status.DONE
            message.save(update_fields=["status", "closed_on"])
    return True
