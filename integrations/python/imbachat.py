"""Calls an ImbaChat server, signs its users in, and checks its webhooks.

One file, Python 3.9 or later, nothing to install:

    chat = ImbaChat("https://chat.example.com", os.environ["API_KEY"])
    chat.call("POST", "/rooms/pipe:order-17/messages", {"user_id": "1", "text": "On its way"}, "order-17-shipped")
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from typing import Any, Mapping

# Seconds that an answer may take: the server fetches files of a message for 20 s
TIMEOUT = 60


class ImbaChatError(Exception):
    """A refusal. Decide by `code`, which is stable; `field` is the wrong field of the call; `status` is 0 where there
    was no answer (`no_answer`)."""

    def __init__(self, code: str, detail: str, status: int, field: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.status = status
        self.field = field


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The API key goes to the server that it was made for, and to no other."""

    def redirect_request(self, *args: Any) -> None:
        return None


class ImbaChat:
    def __init__(self, url: str, api_key: str) -> None:
        """`api_key` is made on the dashboard's Keys page, and stays on your server."""
        self._url = url.rstrip("/") + "/v3"
        self._api_key = api_key
        self._opener = urllib.request.build_opener(_NoRedirects)

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, idempotency_key: str | None = None
    ) -> dict[str, Any]:
        """`idempotency_key` of a POST: the same key again does not do it twice. Raises ImbaChatError."""
        headers = {"Authorization": f"Bearer {self._api_key}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data=data, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise _refusal(refused) from None
        except (OSError, ValueError) as error:
            raise ImbaChatError("no_answer", "the chat server did not answer", 0) from error


def _refusal(refused: urllib.error.HTTPError) -> ImbaChatError:
    try:
        problem = json.load(refused)
    except ValueError:
        problem = {}
    code, detail = problem.get("code", "internal"), problem.get("detail", f"status {refused.code}")
    return ImbaChatError(code, detail, refused.code, problem.get("field"))


def user_token(secret_key: str, user_id: str | int, seconds: int = 3600) -> str:
    """The token that signs a user in, for `token` of the page. Make it for the user who asked for the page, and for
    nobody else; the page fetches another one after `seconds`."""

    def encode(part: bytes) -> str:
        return base64.urlsafe_b64encode(part).rstrip(b"=").decode()

    now = int(time.time())
    claims = {"user_id": user_id, "iat": now, "exp": now + seconds}
    signed = f'{encode(b"""{"typ":"JWT","alg":"HS256"}""")}.{encode(json.dumps(claims).encode())}'
    return f"{signed}.{encode(hmac.new(secret_key.encode(), signed.encode(), hashlib.sha256).digest())}"


def webhook_event(secret: str, body: bytes, headers: Mapping[str, str], tolerance: int = 300) -> dict[str, Any]:
    """The event that a webhook brought: `id`, `type`, `timestamp`, `data`, `log_id`.

    `id` is that of `webhook-id`: the same when the event is sent again, and never that of another one. `log_id` is its
    place in the log, for `after` of a reader; the numbers begin again when a log does.

    `secret` is that of the endpoint (`whsec_…`), `body` the bytes as they came, `tolerance` the seconds that its clock
    and yours may differ. Raises ImbaChatError (`bad_signature`): answer 400.
    """
    given = {name.lower(): value for name, value in headers.items()}
    event_id, sent_at = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signed = f"{event_id}.{sent_at}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    # without a secret anybody could sign
    if len(key) < 24:
        raise ImbaChatError("bad_secret", "the secret must be that of the endpoint, whsec_…", 500)
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # two while a secret is being replaced
    is_ours = any(hmac.compare_digest(expected, one) for one in given.get("webhook-signature", "").split(" "))
    if not is_ours or not sent_at.isdigit() or abs(time.time() - int(sent_at)) > tolerance:
        raise ImbaChatError("bad_signature", "the webhook is not signed with this secret, or too old", 400)
    event = json.loads(body)
    return {**event, "id": event_id, "log_id": event.get("id")}
