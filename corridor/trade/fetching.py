"""Figures from the UN Comtrade service: a call for each reporter and year, kept on disk.

Answers are kept as they came, so that a fetch that was cut off goes on where it stopped,
and one asked again asks nothing. An answer as long as the service gives at most is cut off:
the question is then split by flow and by partner.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corridor import files
from corridor.errors import DataError, OutputError, ServiceError
from corridor.trade import codes, comtrade
from corridor.trade.comtrade import Record
from corridor.trade.service import MOST_BYTES, Service

FLOWS = "M,X"
DAY_S = 86_400


@dataclass(frozen=True)
class Call:
    """One question: what a country reported for a year of trade with some partners."""

    reporter: str
    year: int
    partners: tuple[str, ...]
    commodity: str = "TOTAL"
    flows: str = FLOWS

    @property
    def query(self) -> dict[str, str]:
        """The question as the service is asked it: totals only, no parts."""
        return {
            "reporterCode": str(codes.number(self.reporter)),
            "period": str(self.year),
            "partnerCode": ",".join(str(codes.number(partner)) for partner in self.partners),
            "cmdCode": self.commodity,
            "flowCode": self.flows,
            "partner2Code": "0",
            "customsCode": "C00",
            "motCode": "0",
            "includeDesc": "false",
        }

    def parts(self) -> list[Call]:
        """Return the questions this one splits into: by flow, then by partner."""
        if "," in self.flows:
            return [self._with(flows=flow) for flow in self.flows.split(",")]
        if len(self.partners) > 1:
            return [self._with(partners=(partner,)) for partner in self.partners]
        return []

    def _with(self, *, flows: str | None = None, partners: tuple[str, ...] | None = None) -> Call:
        held = partners or self.partners
        return Call(self.reporter, self.year, held, self.commodity, flows or self.flows)


@dataclass(frozen=True)
class Cache:
    """A folder of answers.

    Attributes
    ----------
    folder
        Where they lie; made when the first is kept.
    days
        An older one is asked again.
    """

    folder: Path
    days: float = 30.0

    def get(self, address: str) -> bytes | None:
        """Return the answer kept for an address, None if there is none, or an old one."""
        path = self._path(address)
        try:
            about = path.stat()
            fresh = time.time() - about.st_mtime < self.days * DAY_S
            return path.read_bytes() if fresh and about.st_size <= MOST_BYTES else None
        except OSError:
            return None

    def put(self, address: str, text: bytes) -> None:
        """Keep an answer.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{self.folder} cannot be made: {error.strerror}") from error
        with files.written(self._path(address)) as draft:
            draft.write_bytes(text)

    def _path(self, address: str) -> Path:
        return self.folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.json"


def plan(
    reporters: Sequence[str],
    countries: Sequence[str],
    years: Collection[int],
    commodities: Sequence[str] = ("TOTAL",),
) -> list[Call]:
    """Return one call for each reporter, year and commodity, all other countries partners."""
    return [
        Call(reporter, year, tuple(one for one in countries if one != reporter), commodity)
        for reporter in reporters
        for year in sorted(years)
        for commodity in commodities
    ]


def fetch(
    service: Service,
    cache: Cache,
    calls: Sequence[Call],
    records: comtrade.Records,
    done: Callable[[Call], object],
) -> list[Call]:
    """Ask what is not kept yet, and add what is answered to ``records``.

    Parameters
    ----------
    service
        Who is asked.
    cache
        Where answers are kept.
    calls
        As ``plan`` gives them.
    records
        Takes the records.
    done
        Told of each call that is done.

    Returns
    -------
    list of Call
        The calls that were answered with no record: nothing is known there, not zero.

    Raises
    ------
    ServiceError
        If a call fails; what was answered before is kept.
    """
    empty = []
    for number, call in enumerate(calls):
        name = f"{call.reporter} {call.year} {call.commodity}"
        found = 0
        try:
            for answer in _answers(service, cache, call):
                comtrade.add_all(records, answer, name)
                found += len(answer)
        except ServiceError as error:
            kept = f"{number} of {len(calls)} calls are done and kept; run it again to go on"
            raise ServiceError(f"{name}: {error}. {kept}") from error
        except DataError as error:
            raise ServiceError(f"the answer is not what it should be: {error}") from error
        if not found:
            empty.append(call)
        done(call)
    return empty


def _answers(service: Service, cache: Cache, call: Call) -> Iterator[list[Record]]:
    """Yield the records of a call, in several lists where one would be cut off."""
    address = service.address(call.query)
    answer = _kept(cache, address, call)
    if answer is None:
        text = service.ask(call.query)
        answer = _sound(text, call)
        cache.put(address, text)  # what is not sound is asked again the next time
    if len(answer) < service.limit:
        yield answer
        return
    parts = call.parts()
    if not parts:
        raise ServiceError(
            f"{len(answer)} records, as many as an answer holds at most: it is cut off. Ask for "
            "fewer commodities, or with a key"
        )
    for part in parts:
        yield from _answers(service, cache, part)


def _kept(cache: Cache, address: str, call: Call) -> list[Record] | None:
    """Return the records kept for an address, None if there are none or they are damaged."""
    text = cache.get(address)
    try:
        return None if text is None else _sound(text, call)
    except (DataError, ServiceError):
        return None


def _sound(text: bytes, call: Call) -> list[Record]:
    """Return the records of an answer if each is what UN Comtrade writes, and was asked for."""
    name = f"{call.reporter} {call.year} {call.commodity}"
    answer = _as_asked(comtrade.read_json(text, name), call)
    comtrade.add_all(comtrade.Records((call.reporter, *call.partners)), answer, name)
    return answer


def _as_asked(answer: list[Record], call: Call) -> list[Record]:
    """Return the records if they are of the country and year asked for."""
    asked = (str(codes.number(call.reporter)), str(call.year))
    for record in answer:
        found = (str(record.get("reporterCode")), str(record.get("period")))
        if found != asked:
            raise ServiceError(
                f"answered for reporter {found[0][:20]} and period {found[1][:20]}, not "
                f"{asked[0]} and {asked[1]}"
            )
    return answer
