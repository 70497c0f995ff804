"""Sharing: messages, QR codes, selections, posters. Nothing is stored and nobody else is asked."""

from csp.decorators import csp_update
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import get_language

from core import short_links, slugs
from core.discreet import note_file, render
from core.kept import shows
from core.kept.moments import fresh_until, next_minute
from core.languages import CODES
from directory.models import Organisation

from . import embedding, pages, qr, selections, targets, vcard


def share(request):
    """One page for one link: the receiver's language, the message, the ways to send it."""
    now = localtime()
    target = targets.find(request.GET.get("path", ""))
    if target is None:
        return render(request, "sharing/share_unknown.html", status=404)
    context = pages.share_context(target, _receiver(request))
    response = render(request, "sharing/share.html", context)
    # The next date of an activity is over at some minute.
    return fresh_until(response, now if target.is_of_danger else next_minute(now))


def qr_code(request, kind):
    """A QR code of a page of ours, as SVG or PNG; never of any other address."""
    target = targets.find(request.GET.get("path", ""))
    if target is None or kind not in ("svg", "png"):
        raise Http404
    # On a poster it is for everybody: each opens it in her own language.
    link = target.link("" if request.GET.get("to") == pages.EVERYBODY else _receiver(request))
    try:
        image = qr.svg(link) if kind == "svg" else qr.png(link)
    except ValueError:
        raise Http404 from None
    content_type = "image/svg+xml" if kind == "svg" else "image/png"
    response = HttpResponse(image, content_type=content_type)
    return fresh_until(response, localtime()) if target.is_of_danger else response


def _receiver(request):
    """The language of whoever gets the link."""
    to = request.GET.get("to", "")
    return to if to in CODES else get_language()


def selection_start(request):
    return render(request, "sharing/selection_start.html", pages.search_context(request, ()))


def selection(request, token):
    """A selection: everything needed to act, in one language or in two side by side."""
    now = localtime()
    names = selections.current(selections.names_in(token))
    if not names or selections.token_of(names) != token:
        # Cut or changed on the way: what can still be read has an address of its own.
        url = pages.selection_url(names, pages.beside_of(request))
        if not names:
            return redirect(url)
        return HttpResponsePermanentRedirect(url, headers={"Cache-Control": "no-cache"})
    context = pages.selection_context(request, names, now)
    response = render(request, "sharing/selection.html", context)
    return fresh_until(response, next_minute(now))


def selection_short(request, token):
    """`/s/<token>`: the address to send; leads to the selection in the reader's language."""
    names = selections.current(selections.names_in(token))
    if not names:
        return short_links.in_readers_language(request, "sharing:selection_start")
    whole = selections.token_of(names)
    return short_links.in_readers_language(request, "sharing:selection", token=whole)


def poster(request):
    """A sheet for a waiting room: one sentence in six languages, one QR code, strips to take."""
    return render(request, "sharing/poster.html", pages.poster_context(request))


def professionals(request):
    shows.note(shows.NOTHING)
    return render(request, "sharing/professionals.html")


@csp_update({"frame-src": ["'self'"]})
def embed(request):
    """Choose a list for a page of one’s own, see it, and copy the code."""
    now = localtime()
    context = embedding.context(request, now)
    response = render(request, "sharing/embed.html", context)
    return fresh_until(response, now if context["is_of_danger"] else next_minute(now))


def organisation_card(request, slug):
    organisation = slugs.find_or_404(Organisation.objects.published().for_detail(), slug)
    shows.note("place", "vocabulary", ("organisation", organisation.pk))
    note_file(request, organisation.is_sensitive)
    response = HttpResponse(vcard.vcard(organisation), content_type="text/vcard; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{organisation.slug}.vcf"'
    return response
