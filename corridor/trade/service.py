"""The UN Comtrade service over HTTP: one question, one answer, or an error that says why.

Calls are paced, time out soon, and are tried again with growing pauses where that can help
(too many calls, a fault of the server, a cut or half answer). Redirects are refused, so that
the key goes to no other place; an answer that is too large or not JSON is refused. An
answer without records is an answer: it says that nothing is recorded, not that it is zero.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import http.client
import json
import re
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from corridor.errors import DataError, ServiceError
from corridor.trade import comtrade

URL = "https://comtradeapi.un.org"
KEY_VARIABLE = "COMTRADE_API_KEY"
PREVIEW, KEYED = "/public/v1/preview/C/A/HS", "/data/v1/get/C/A/HS"
# Records in one answer at most: without a key, and with one.
PREVIEW_LIMIT, KEYED_LIMIT = 500, 100_000
MOST_BYTES = 256_000_000
LONGEST_WAIT_S = 60.0
_AGAIN = (429, 500, 502, 503, 504)
_REFUSED = {401: "asks for a key", 403: "refuses the key, or the call"}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_READ_BYTES = 1 << 16
_DIGITS = re.compile(r"[0-9]{1,15}")


class _Again(Exception):  # noqa: N818 - no error: a reason to try again
    """A call failed in a way that may pass; ``wait_s`` is how long the server asks to wait."""

    def __init__(self, why: str, wait_s: float | None = None) -> None:
        super().__init__(why)
        self.wait_s = wait_s


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirect; it comes back as an error with its code."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - urllib's signature
        """Return nothing: no request is made in its place."""


@dataclass
class Service:
    """How the service is asked.

    Attributes
    ----------
    url
        Where it stands: https, or http on this machine.
    key
        Subscription key; without one the public preview is asked.
    pace_s
        Seconds between two calls at least.
    timeout_s
        Seconds without a byte, after which a call is given up; ten times as long is the
        most a whole answer may take.
    tries
        How often a call is tried in all.
    sleep
        Waits so many seconds.
    """

    url: str = URL
    key: str | None = field(default=None, repr=False)
    pace_s: float = 1.0
    timeout_s: float = 15.0
    tries: int = 4
    sleep: Callable[[float], None] = time.sleep
    _last: float = field(default=-1e9, init=False, repr=False)

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.url)
        is_here = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not is_here:
            raise ServiceError(f"{self.url}: the address of the service begins with https://")
        if self.key and not re.fullmatch(r"[\x21-\x7e]{1,200}", self.key):
            raise ServiceError(f"the key in {KEY_VARIABLE} is not one: it holds blanks or controls")
        handlers: list[urllib.request.BaseHandler] = [_Stay()]
        if parts.hostname in _LOOPBACK:  # no proxy lies on the way to this machine
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    @property
    def path(self) -> str:
        """What is asked: the preview, or with a key all data."""
        return KEYED if self.key else PREVIEW

    @property
    def limit(self) -> int:
        """How many records an answer has at most; one that has so many is cut off."""
        return KEYED_LIMIT if self.key else PREVIEW_LIMIT

    def address(self, query: Mapping[str, str]) -> str:
        """Return the address of a question, without the key."""
        return f"{self.url.rstrip('/')}{self.path}?{urllib.parse.urlencode(sorted(query.items()))}"

    def ask(self, query: Mapping[str, str]) -> bytes:
        """Return the answer to a question: whole JSON with a list of records.

        Raises
        ------
        ServiceError
            If the service cannot be reached, refuses, or gives no such answer in ``tries``.
        """
        address = self.address(query)
        for attempt in range(1, self.tries + 1):
            self._keep_pace()
            try:
                return self._answer(address)
            except _Again as trouble:
                wait_s = trouble.wait_s if trouble.wait_s is not None else float(2 ** (attempt - 1))
                if attempt == self.tries or wait_s > LONGEST_WAIT_S:
                    asks = f" and asks to wait {wait_s:.0f} s" if wait_s > LONGEST_WAIT_S else ""
                    tried = f"{attempt} time{'s' if attempt > 1 else ''}"
                    message = f"{self.url}: {trouble}{asks}, tried {tried}"
                    raise ServiceError(message) from trouble
                self.sleep(wait_s)
        raise AssertionError("a call is tried at least once")

    def _keep_pace(self) -> None:
        wait_s = self._last + self.pace_s - time.monotonic()
        if wait_s > 0:
            self.sleep(wait_s)
        self._last = time.monotonic()

    def _answer(self, address: str) -> bytes:
        """Ask once."""
        headers = {"Accept": "application/json", "User-Agent": "corridor (trade fetch)"}
        if self.key:
            headers["Ocp-Apim-Subscription-Key"] = self.key
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 - https, checked
        try:
            with self._opener.open(request, timeout=self.timeout_s) as response:
                return self._whole(response)
        except ServiceError:
            raise  # an OSError too, but one that says already what is wrong
        except urllib.error.HTTPError as error:
            raise self._told(error) from error
        except urllib.error.URLError as error:
            raise self._unreached(error.reason) from error
        except TimeoutError as error:
            raise _Again(f"did not answer within {self.timeout_s:.0f} s") from error
        except (http.client.HTTPException, OSError) as error:
            raise _Again(f"cut the answer off ({type(error).__name__})") from error

    def _whole(self, response: http.client.HTTPResponse) -> bytes:
        """Return the body of an answer, bounded in size and time, checked to be JSON."""
        kind = response.headers.get_content_type()
        if kind not in ("application/json", "text/json"):
            raise ServiceError(
                f"{self.url}: answered with {kind[:60]}, not JSON (a sign-in page or proxy "
                "on the way?)"
            )
        deadline = time.monotonic() + 10 * self.timeout_s
        parts, total = [], 0
        while part := response.read1(_READ_BYTES):
            parts.append(part)
            total += len(part)
            if total > MOST_BYTES:
                raise ServiceError(f"{self.url}: answers with over {MOST_BYTES / 1e6:.0f} MB")
            if time.monotonic() > deadline:
                raise _Again("answers too slowly")
        text = b"".join(parts)
        said = response.headers.get("Content-Length", "")
        if _DIGITS.fullmatch(said) and int(said) != total:
            raise _Again(f"cut the answer off at {total:,} of {int(said):,} bytes")
        return self._checked(text)

    def _checked(self, text: bytes) -> bytes:
        """Return an answer that is whole JSON with a list of records."""
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _Again(f"gave half an answer ({error})") from error
        try:
            comtrade.read_json(text, self.url)
        except DataError as error:
            raise ServiceError(str(error)) from error
        return text

    def _told(self, error: urllib.error.HTTPError) -> Exception:
        """Return what a refusal means: to try again, or to give up."""
        with error:
            said = _said(error)
            location = error.headers.get("Location", "")
        if error.code in _AGAIN:
            return _Again(f"answered {error.code} {said}".rstrip(), _wait_s(error, said))
        if location:
            where = f"{location[:120]!r}"
            return ServiceError(f"{self.url}: sends to {where}; redirects are not followed")
        why = _REFUSED.get(error.code, f"answered {error.code}")
        hint = f". A key goes into the variable {KEY_VARIABLE}" if error.code in _REFUSED else ""
        return ServiceError(f"{self.url}: {why} {said}".rstrip() + hint)

    def _unreached(self, reason: object) -> Exception:
        if isinstance(reason, TimeoutError):
            return _Again(f"did not answer within {self.timeout_s:.0f} s")
        if isinstance(reason, ssl.SSLCertVerificationError):
            return ServiceError(f"{self.url}: its certificate is not trusted: {reason}")
        if isinstance(reason, (socket.gaierror, ConnectionRefusedError)):
            return ServiceError(f"{self.url} cannot be reached: {reason} (is there a network?)")
        return _Again(f"cannot be reached ({reason})")


def _said(error: IO[bytes]) -> str:
    """Return what a refusal says, in a line of plain text."""
    try:
        text = error.read(2000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        text = str(document.get("message") or document.get("error") or "")
    else:
        text = ""  # a page is no message
    return "".join(letter for letter in text if letter.isprintable())[:160]


def _wait_s(error: urllib.error.HTTPError, said: str) -> float | None:
    """Return how long a refusal asks to wait: by its header, or by its words."""
    header = error.headers.get("Retry-After", "").strip()
    if _DIGITS.fullmatch(header):
        return float(header)
    if header:
        try:
            date = email.utils.parsedate_to_datetime(header)
        except ValueError:
            return None
        # A zone of -0000 is a time of no zone to the parser, and UTC to RFC 5322.
        aware = date if date.tzinfo else date.replace(tzinfo=dt.UTC)
        return max(0.0, (aware - dt.datetime.now(dt.UTC)).total_seconds())
    found = re.search(r"in (\d{1,4}) second", said)
    return float(found[1]) if found else None
