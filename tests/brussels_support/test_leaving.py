"""The addresses that the exit leads over."""

import pytest

from brussels_support.leaving import OUT

CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 CriOS/130.0 Mobile"
)


@pytest.mark.parametrize(
    ("browser", "cleared"),
    [
        (CHROME, '"storage"'),  # whose cache can take twenty seconds
        (FIREFOX, '"cache", "storage"'),
        (IPHONE, '"cache", "storage"'),
        ("", '"cache", "storage"'),
    ],
)
def test_exit_leads_to_the_weather_and_has_the_browser_forget_us(client, browser, cleared):
    response = client.get("/exit", headers={"user-agent": browser})

    assert (response.status_code, response["Location"]) == (302, OUT)
    assert response["Clear-Site-Data"] == cleared
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_empty_page_says_nothing_of_us(client):
    response = client.get("/exit/empty", headers={"accept-language": "nl"})

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "<title>www.meteo.be</title>" in response.text
    assert '<a href="/exit" rel="nofollow">www.meteo.be</a>' in response.text
    assert "Brussel" not in response.text
    assert not response.cookies
