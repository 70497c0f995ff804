"""A form that came back with a ticket: the browser pays and sends it by itself."""

from playwright.sync_api import expect

FORGOTTEN = "/admin/account/password/forgotten/"
MOST = 12  # more than one network has in two processes


def test_browser_works_out_the_puzzle_and_sends_the_form(site, open_page):
    page = open_page(width=320)
    scripts = []
    page.on("request", lambda asked: "doors" in asked.url and scripts.append(asked.url))
    for _attempt in range(MOST):
        page.goto(f"{site}{FORGOTTEN}")
        page.fill("[name=email]", "nobody@example.org")
        page.click("input[type=submit]")
        expect(page).to_have_url(f"{site}{FORGOTTEN}sent/", timeout=30_000)
        if scripts:
            break

    assert len(scripts) == 1
