"""Webex's Python SDK, unchanged, against the sandbox: what it does for a user, a user of `mindful` can rely on.

Usage: sdk.py API_URL. Ends with 0 and prints what was checked, or fails at the first thing that differs.
"""

import itertools
import sys
import tempfile
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

from webexpythonsdk import ApiError, WebexAPI

BASE = sys.argv[1] + "/"
REDIRECT = "http://127.0.0.1:17321/callback"


def refused(status, call, **arguments):
    """Expects a call to be refused with this status."""
    try:
        call(**arguments)
    except ApiError as error:
        assert error.status_code == status, error
        return str(error)
    raise AssertionError(f"not refused: {call} {arguments}")


def code():
    """Asks for consent as a browser would and returns the code, without following the redirect."""

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    query = dict(response_type="code", client_id="sandbox", redirect_uri=REDIRECT, state="s")
    query["scope"] = "spark:messages_write spark:messages_read spark:people_read spark:rooms_read"
    try:
        build_opener(Stay).open(BASE + "authorize?" + urlencode(query))
    except HTTPError as answer:
        assert answer.code == 302, answer
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    raise AssertionError("no redirect")


def log_in():
    grant = dict(client_id="sandbox", client_secret="sandbox-secret")
    anybody = WebexAPI(access_token="none", base_url=BASE)
    given = code()
    tokens = anybody.access_tokens.get(code=given, redirect_uri=REDIRECT, **grant)
    refused(400, anybody.access_tokens.get, code=given, redirect_uri=REDIRECT, **grant)
    assert tokens.expires_in > 0 and tokens.refresh_token_expires_in > 0
    again = anybody.access_tokens.refresh(refresh_token=tokens.refresh_token, **grant)
    return WebexAPI(access_token=again.access_token, base_url=BASE)


def people(api):
    assert api.people.me().emails == ["me@example.com"]
    ada = next(iter(api.people.list(displayName="Ada")))
    assert ada.emails == ["ada@example.com"] and api.people.get(ada.id).displayName == "Ada Lovelace"
    assert len(list(api.people.list(displayName="Person", max=2))) == 5, "pages are followed by their links"
    refused(404, api.people.get, personId="nobody")
    return ada


def direct(api, ada):
    refused(404, lambda **to: list(api.messages.list_direct(**to)), personEmail="ada@example.com")
    first = api.messages.create(toPersonEmail="ada@example.com", text="one")
    second = api.messages.create(toPersonId=ada.id, text="two")
    assert first.roomId == second.roomId, "two people have one conversation"
    listed = api.messages.list_direct(personEmail="ada@example.com")
    assert [message.text for message in listed] == ["two", "one"], "newest first"
    refused(404, api.messages.create, toPersonEmail="nobody@example.com", text="x")
    refused(400, api.messages.create, toPersonEmail="ada@example.com", text="x" * 7440)


def space(api):
    assert [room.title for room in api.rooms.list(type="group", max=1)] == ["Project Apollo", "Lunch"]
    room = api.rooms.get("room-1")
    parent = api.messages.create(roomId=room.id, markdown="**bold**")
    child = api.messages.create(roomId=room.id, text="answer", parentId=parent.id)
    assert child.parentId == parent.id
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(b"some bytes")
        file.flush()
        assert len(api.messages.create(roomId=room.id, text="a file", files=[file.name]).files) == 1
    texts = [message.text for message in itertools.islice(api.messages.list(roomId=room.id, max=1), 3)]
    assert texts == ["a file", "answer", "bold"], texts
    assert api.messages.update(child.id, roomId=room.id, text="changed").text == "changed"
    api.messages.delete(child.id)
    refused(404, api.messages.get, messageId=child.id)


def main():
    api = log_in()
    direct(api, people(api))
    space(api)
    refused(401, WebexAPI(access_token="nobody's", base_url=BASE).people.me)
    print("login, people, conversations and spaces are as the SDK expects them")


main()
