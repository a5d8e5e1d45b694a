"""A message reaches the next page, once, and nobody can read or forge it on the way."""

import pytest
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.test import RequestFactory

from daybreak.ui.sealed_messages import SealedCookieStorage

WORDS = "PHQ-9 is stored: 14."


def _after(cookie: str) -> list[str]:
    request = RequestFactory().get("/")
    request.COOKIES["messages"] = cookie
    return [str(each.message) for each in SealedCookieStorage(request)]


def _cookie(*words: str) -> str:
    storage = SealedCookieStorage(RequestFactory().get("/"))
    for each in words:
        storage.add(20, each)
    response = HttpResponse()
    assert storage.update(response) == []
    return response.cookies["messages"].value


def test_it_comes_out_as_it_went_in() -> None:
    assert _after(_cookie(WORDS, "Größer als ½")) == [WORDS, "Größer als ½"]


def test_the_browser_does_not_hold_its_words() -> None:
    assert "PHQ" not in _cookie(WORDS)


@pytest.mark.parametrize("cookie", ["", "x", "é", "gAAAAA", _cookie(WORDS)[:-3] + "abc"])
def test_what_was_not_sealed_here_is_no_message(cookie: str) -> None:
    assert _after(cookie) == []


def test_a_read_message_is_gone() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["messages"] = _cookie(WORDS)
    storage = SealedCookieStorage(request)
    assert [type(each) for each in storage] == [Message]
    response = HttpResponse()
    storage.update(response)
    assert response.cookies["messages"].value == ""
