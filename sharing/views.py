"""Sharing: messages, QR codes, selections, posters. Nothing is stored and nobody else is asked."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override

from core import slugs
from core.languages import CODES, direction
from core.page_cache import fresh_until, next_minute
from directory import index as directory_index
from directory.models import Organisation, Theme

from . import pages, qr, selections, targets, vcard


def share(request):
    """One page for one link: the receiver's language, the message, the ways to send it."""
    target = targets.find(request.GET.get("path", ""))
    if target is None:
        return render(request, "sharing/share_unknown.html", status=404)
    to = request.GET.get("to", "")
    language = to if to in CODES else get_language()
    return render(request, "sharing/share.html", pages.share_context(target, language))


def qr_code(request, kind):
    """A QR code of a page of ours, as SVG or PNG; never of any other address."""
    target = targets.find(request.GET.get("path", ""))
    if target is None or kind not in ("svg", "png"):
        raise Http404
    to = request.GET.get("to", "")
    link = target.link(to if to in CODES else get_language())
    try:
        image = qr.svg(link) if kind == "svg" else qr.png(link)
    except ValueError:
        raise Http404 from None
    content_type = "image/svg+xml" if kind == "svg" else "image/png"
    return HttpResponse(image, content_type=content_type)


def selection_start(request):
    return render(request, "sharing/selection_start.html", pages.search_context(request, ()))


def selection(request, token):
    """A selection: everything needed to act, in one language or in two side by side."""
    names = selections.names_in(token)
    if selections.token_of(names) != token:
        # Cut or changed on the way: what can still be read has an address of its own.
        if not names:
            return redirect("sharing:selection_start")
        query = request.META.get("QUERY_STRING", "")
        with_query = f"?{query}" if query else ""
        url = f"{pages.selection_url(names)}{with_query}"
        return HttpResponsePermanentRedirect(url)
    context = pages.selection_context(request, names)
    response = render(request, "sharing/selection.html", context)
    return fresh_until(response, next_minute(context["now"]))


def selection_short(request, token):
    """`/s/<token>`: the address to send; leads to the selection in the reader's language."""
    names = selections.names_in(token)
    wanted = request.GET.get("lang", "").lower()
    with override(wanted if wanted in CODES else request.LANGUAGE_CODE):
        response = redirect(pages.selection_url(names) if names else "sharing:selection_start")
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def poster(request):
    """A sheet for a waiting room: one sentence in six languages, one QR code, strips to take."""
    return render(request, "sharing/poster.html", pages.poster_context(request))


def professionals(request):
    places = directory_index.current().places.municipalities
    context = {
        "municipalities": places,
        "themes": Theme.objects.all(),
        "embed_code": pages.embed_code(),
        "calendar_host": settings.SITE_URL.partition("://")[2],
        "direction": direction(get_language()),
    }
    return render(request, "sharing/professionals.html", context)


def organisation_card(request, slug):
    organisation = slugs.find(Organisation.objects.published().for_detail(), slug)
    if organisation is None:
        raise Http404
    response = HttpResponse(vcard.vcard(organisation), content_type="text/vcard; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{organisation.slug}.vcf"'
    return response
