"""The UN Comtrade service, asked on this machine: what is documented, and what goes wrong."""

from __future__ import annotations

import datetime as dt
import email.utils
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comtrade_server import (
    Handler,
    Record,
    Trouble,
    answers,
    cuts,
    envelope,
    half,
    hangs_up,
    nothing,
    record,
    running,
)
from corridor.errors import ServiceError
from corridor.trade import comtrade, fetching, service

KAZ, UZB, AFG = 398, 860, 4
COUNTRIES = ("KAZ", "UZB", "AFG")
TOTALS = [
    record(KAZ, UZB, 2023, "X", primaryValue=3.1e9, netWgt=5e9),
    record(KAZ, UZB, 2023, "M", primaryValue=1.3e9),
    record(UZB, KAZ, 2023, "M", primaryValue=3.0e9, netWgt=0),
]
QUERY = fetching.Call("KAZ", 2023, ("UZB", "AFG")).query


class Clock:
    """Waits that are noted, not spent."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float) -> None:
        """Note a wait."""
        self.waits.append(seconds)


def asker(url: str, **more: Any) -> tuple[service.Service, Clock]:  # noqa: ANN401 - fields
    """Return a service that does not really wait, and what it would have waited."""
    clock = Clock()
    settings: dict[str, Any] = {"pace_s": 0.0, "timeout_s": 2.0, "sleep": clock} | more
    return service.Service(url, **settings), clock


def fetched(url: str, folder: Path, calls: list[fetching.Call], **more: Any) -> Any:  # noqa: ANN401 - fields
    """Fetch calls, and return the figures and the calls without a record."""
    records = comtrade.Records(COUNTRIES)
    cache = fetching.Cache(folder)
    one, _ = asker(url, **more)
    empty = fetching.fetch(one, cache, calls, records, lambda _: None)
    return records.flows(), empty


def test_a_question_is_one_reporter_and_one_year_of_totals() -> None:
    with running(TOTALS) as world:
        one, _ = asker(world.url)
        assert len(comtrade.read_json(one.ask(QUERY), "x")) == 2
        assert world.asked == [
            {
                "reporterCode": "398",
                "period": "2023",
                "partnerCode": "860,4",
                "cmdCode": "TOTAL",
                "flowCode": "M,X",
                "partner2Code": "0",
                "customsCode": "C00",
                "motCode": "0",
                "includeDesc": "false",
            }
        ]
        assert "Ocp-Apim-Subscription-Key" not in world.headers[0]


def test_a_key_is_sent_in_its_header_and_shown_nowhere() -> None:
    with running(TOTALS) as world:
        one, _ = asker(world.url, key="hush-hush")
        one.ask(QUERY)
        sent = {name.lower(): value for name, value in world.headers[0].items()}
        assert sent["ocp-apim-subscription-key"] == "hush-hush"
        assert "hush-hush" not in repr(one) + one.address(QUERY)


def test_a_key_that_would_break_a_header_is_refused() -> None:
    with pytest.raises(ServiceError, match="holds blanks or controls"):
        service.Service(key="one\r\nHost: elsewhere")


@pytest.mark.parametrize("url", ["http://example.org", "file:///etc/passwd", "ftp://x", "nonsense"])
def test_only_https_is_asked_or_this_machine(url: str) -> None:
    with pytest.raises(ServiceError, match="begins with https://"):
        service.Service(url)


TOO_MANY = b'{"statusCode": 429, "message": "Rate limit is exceeded. Try again in 2 seconds."}'


@pytest.mark.parametrize(
    ("trouble", "waits"),
    [
        (answers(429, TOO_MANY), [2.0]),
        (answers(429, b"", Retry_After="7"), [7.0]),
        (answers(500), [1.0]),
        (answers(502, b"<html>bad gateway", kind="text/html"), [1.0]),
        (answers(503, b"{}", Retry_After="0"), [0.0]),
        (answers(429, b"", Retry_After="Wed, 21 Oct 2015 07:28:00 -0000"), [0.0]),
        (answers(429, b"", Retry_After="\xb2"), [1.0]),
        (cuts, [1.0]),
        (hangs_up, [1.0]),
        (half, [1.0]),
    ],
)
def test_a_trouble_that_may_pass_is_waited_out(trouble: Trouble, waits: list[float]) -> None:
    with running(TOTALS, trouble) as world:
        one, clock = asker(world.url)
        assert len(comtrade.read_json(one.ask(QUERY), "x")) == 2
        assert clock.waits == waits
        assert len(world.asked) == 2


def test_pauses_grow_and_the_error_says_what_was_wrong_and_how_often_it_was_tried() -> None:
    with running(TOTALS, *[answers(500, b'{"message": "out of order"}')] * 4) as world:
        one, clock = asker(world.url)
        with pytest.raises(ServiceError, match=r"answered 500 out of order, tried 4 times"):
            one.ask(QUERY)
        assert clock.waits == [1.0, 2.0, 4.0]


def test_a_date_to_wait_for_is_understood() -> None:
    soon = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30))
    with running(TOTALS, answers(503, b"{}", Retry_After=soon)) as world:
        one, clock = asker(world.url)
        one.ask(QUERY)
        (wait,) = clock.waits
        assert 20 < wait <= 30


def test_a_wait_too_long_is_not_waited() -> None:
    with running(TOTALS, answers(429, b"{}", Retry_After="3600")) as world:
        one, clock = asker(world.url)
        with pytest.raises(ServiceError, match="asks to wait 3600 s, tried 1 time"):
            one.ask(QUERY)
        assert clock.waits == []


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_the_key_stays_here(code: int) -> None:
    with running(TOTALS) as elsewhere:
        trouble = answers(code, b"", Location=f"{elsewhere.url}/data/v1/get/C/A/HS?x=1")
        with running(TOTALS, trouble) as world:
            one, _ = asker(world.url, key="hush")
            with pytest.raises(ServiceError, match=r"sends to .*redirects are not followed"):
                one.ask(QUERY)
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (answers(200, b"<html>sign in", kind="text/html"), "answered with text/html, not JSON"),
        (answers(400, b'{"message": "One period a call"}'), "answered 400 One period a call"),
        (answers(401, b'{"message": "Access denied"}'), "asks for a key Access denied"),
        (answers(403, b"<html>"), "refuses the key, or the call"),
        (answers(404), "answered 404"),
        (answers(200, b'{"count": 0, "data": [], "error": "bad period"}'), "says 'bad period'"),
        (answers(200, b'{"count": 1}'), "holds no list of records"),
        (answers(200, b"[1, 2]"), "holds no list of records"),
    ],
)
def test_what_will_not_pass_is_told_at_once(trouble: Trouble, words: str) -> None:
    with running(TOTALS, trouble) as world:
        one, clock = asker(world.url)
        with pytest.raises(ServiceError, match=words):
            one.ask(QUERY)
        assert clock.waits == []
        assert len(world.asked) == 1


def test_an_answer_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_BYTES", 100)
    with running(TOTALS) as world, pytest.raises(ServiceError, match="answers with over"):
        asker(world.url)[0].ask(QUERY)


def test_silence_is_given_up_soon() -> None:
    def silent(_: Handler) -> bool:
        time.sleep(0.4)
        return False

    with running(TOTALS, silent, silent) as world:
        one, _ = asker(world.url, timeout_s=0.1, tries=2)
        with pytest.raises(ServiceError, match="did not answer within"):
            one.ask(QUERY)


def test_where_nobody_listens_the_error_is_immediate_and_clear() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    one, clock = asker(f"http://127.0.0.1:{port}")
    with pytest.raises(ServiceError, match=r"cannot be reached: .*refused.* \(is there a network"):
        one.ask(QUERY)
    assert clock.waits == []


def test_calls_keep_their_pace() -> None:
    with running(TOTALS) as world:
        one, clock = asker(world.url, pace_s=5.0)
        one.ask(QUERY)
        one.ask(QUERY)
        (wait,) = clock.waits
        assert 4 < wait <= 5


def test_what_is_fetched_becomes_figures_of_both_sides(tmp_path: Path) -> None:
    with running(TOTALS) as world:
        calls = fetching.plan(COUNTRIES[:2], COUNTRIES, [2023])
        flows, empty = fetched(world.url, tmp_path, calls)
    assert empty == []
    got = flows[["exporter", "importer", "reporter", "value_usd"]].to_numpy().tolist()
    assert got == [
        ["KAZ", "UZB", "exporter", 3.1e9],
        ["KAZ", "UZB", "importer", 3.0e9],
        ["UZB", "KAZ", "importer", 1.3e9],
    ]
    assert flows["tonnes"].tolist()[0] == 5e6
    assert flows["tonnes"].isna().tolist() == [False, True, True]  # 0 kg beside a value


def test_no_record_is_told_and_never_a_zero(tmp_path: Path) -> None:
    with running(TOTALS) as world:
        calls = fetching.plan(COUNTRIES, COUNTRIES, [2022, 2023])
        flows, empty = fetched(world.url, tmp_path, calls)
    assert [(call.reporter, call.year) for call in empty] == [
        ("KAZ", 2022),
        ("UZB", 2022),
        ("AFG", 2022),
        ("AFG", 2023),
    ]
    assert set(flows["year"]) == {2023}
    assert (flows["value_usd"] > 0).all()


def test_a_fetch_that_broke_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    calls = fetching.plan(COUNTRIES, COUNTRIES, [2023])
    with running(TOTALS, nothing, answers(404)) as world:
        with pytest.raises(ServiceError, match=r"UZB 2023 TOTAL: .*1 of 3 calls are done and kept"):
            fetched(world.url, tmp_path, calls)
        world.asked.clear()
        flows, _ = fetched(world.url, tmp_path, calls)
        assert [query["reporterCode"] for query in world.asked] == ["860", "4"]
        assert len(flows) == 3
        world.asked.clear()
        again, _ = fetched(world.url, tmp_path, calls)
        assert world.asked == []
    assert again.equals(flows)


def test_what_is_kept_is_asked_again_when_old_or_damaged(tmp_path: Path) -> None:
    calls = fetching.plan(["KAZ"], COUNTRIES, [2023])
    with running(TOTALS) as world:
        fetched(world.url, tmp_path, calls)
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(b'{"data": [')
        fetched(world.url, tmp_path, calls)
        assert len(world.asked) == 2
        month_ago = time.time() - 31 * fetching.DAY_S
        os.utime(kept, (month_ago, month_ago))
        fetched(world.url, tmp_path, calls)
        assert len(world.asked) == 3


@pytest.mark.parametrize("wrong", [None, -4, float("nan"), "much"])
def test_an_answer_that_is_wrong_is_not_kept(tmp_path: Path, wrong: object) -> None:
    calls = fetching.plan(["KAZ"], COUNTRIES, [2023])
    bad = envelope([record(KAZ, UZB, 2023, "X", primaryValue=wrong)])
    with running(TOTALS, answers(200, bad)) as world:
        with pytest.raises(ServiceError, match=r"not what it should be: .*primaryValue"):
            fetched(world.url, tmp_path, calls)
        assert list(tmp_path.iterdir()) == []
        flows, _ = fetched(world.url, tmp_path, calls)
        assert len(flows) == 2
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(bad)  # as an earlier version kept it
        assert fetched(world.url, tmp_path, calls)[0].equals(flows)


def many(partners: list[int], goods: int) -> list[Record]:
    """Return records of so many goods each way with each partner."""
    return [
        record(KAZ, partner, 2023, flow, cmdCode=f"{code:02d}", primaryValue=code + 1.0)
        for partner in partners
        for flow in "MX"
        for code in range(1, goods + 1)
    ]


def test_an_answer_cut_off_at_500_records_is_asked_in_parts(tmp_path: Path) -> None:
    records = [*many([UZB, AFG], 97), *many([643, 112, 586], 97)]
    six = ("BLR", "RUS", "KAZ", "UZB", "AFG", "PAK")
    found = comtrade.Records(six)
    with running(records) as world:
        one, _ = asker(world.url)
        call = fetching.plan(["KAZ"], six, [2023], ["AG2"])
        empty = fetching.fetch(one, fetching.Cache(tmp_path), call, found, lambda _: None)
        assert [query["flowCode"] for query in world.asked] == ["M,X", "M", "X"]
    assert empty == []
    assert len(found.flows()) == 5 * 2 * 97


def test_an_answer_that_cannot_be_asked_in_parts_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PREVIEW_LIMIT", 50)
    with (
        running(many([UZB], 97)) as world,
        pytest.raises(ServiceError, match=r"cut off\. Ask for fewer commodities, or with a key"),
    ):
        fetched(world.url, tmp_path, fetching.plan(["KAZ"], COUNTRIES, [2023], ["AG2"]))


@pytest.mark.parametrize(
    "other", [record(UZB, KAZ, 2023, "X"), record(KAZ, UZB, 2024, "X"), {"nonsense": 1}]
)
def test_an_answer_to_another_question_is_refused(tmp_path: Path, other: Record) -> None:
    with (
        running(TOTALS, answers(200, envelope([other]))) as world,
        pytest.raises(ServiceError, match="answered for reporter"),
    ):
        fetched(world.url, tmp_path, fetching.plan(["KAZ"], COUNTRIES, [2023]))


Run = Callable[..., Any]


def test_the_command_fetches_prints_and_tells_what_is_missing(run: Run, tmp_path: Path) -> None:
    with running(TOTALS) as world:
        result = run(
            *("trade", "fetch", "--years", "2022-2023", "--reporter", "Kazakhstan"),
            *("--url", world.url, "--cache", tmp_path / "kept"),
        )
    assert result.exit_code == 0, result.stderr
    assert "no record, which is not zero: KAZ 2022" in result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("KAZ,UZB,2023,calendar,,,TOTAL,3100000000,5000000,,exporter,customs")


def test_the_command_writes_nothing_where_nothing_is_known(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "flows.csv"
    with running([]) as world:
        result = run(
            *("trade", "fetch", "--years", "2023", "--url", world.url),
            *("--cache", tmp_path / "kept", "-o", out),
        )
    assert result.exit_code == 1
    assert "No record does not mean no trade" in result.stderr
    assert not out.exists()


def test_the_command_says_what_it_needs(run: Run, tmp_path: Path) -> None:
    assert "--years is needed" in run("trade", "fetch").stderr
    with running(TOTALS) as world:
        who = ("--reporter", "Kazakhstan", "--reporter", "KAZ", "--cache", tmp_path)
        run("trade", "fetch", "--years", "2023", "--url", world.url, *who)
        assert len(world.asked) == 1
    wrong = run("trade", "fetch", "--years", "2023", "--commodity", "wheat&x=1")
    assert wrong.exit_code == 2
    assert "is not TOTAL, AG2" in wrong.stderr


def test_the_command_keeps_answers_in_the_cache_folder_of_the_user(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    call = ("trade", "fetch", "--years", "2023", "--reporter", "UZB")
    with running(TOTALS) as world:
        first = run(*call, "--url", world.url)
        assert len(list((tmp_path / "corridor" / "comtrade").iterdir())) == 1
        again = run(*call, "--url", world.url)
        assert len(world.asked) == 1
        assert again.stdout == first.stdout
        run(*call, "--url", world.url, "--refresh")
        assert len(world.asked) == 2


def test_the_command_takes_a_key_from_the_environment(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMTRADE_API_KEY", "hush")
    with running(TOTALS) as world:
        result = run(
            *("trade", "fetch", "--years", "2023", "--reporter", "UZB"),
            *("--url", world.url, "--cache", tmp_path),
        )
        sent = {name.lower() for name in world.headers[0]}
    assert result.exit_code == 0, result.stderr
    assert "ocp-apim-subscription-key" in sent
    assert "hush" not in result.stdout + result.stderr
