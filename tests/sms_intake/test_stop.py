"""Stop means silence, and a name or a yes is no command."""

from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.help_requests import keep_time
from connect.notifications.models import MutedAddress
from connect.sms_intake.replies import USAGE
from tests.people import count
from tests.sms_intake.gateway import BA_TU_E164, BEN_NGHE, Gateway


def test_stop_means_silence_until_start(gateway: Gateway) -> None:
    gateway.send("TT")
    assert len(gateway.delivered()) == 1
    told = gateway.send("STOP", id_="stop")
    assert told["reply"].endswith("Muon nhan lai: nhan BAT DAU.")
    assert gateway.delivered()[1:] == [told["reply"]]  # once, so that they know of it
    assert gateway.send("STOP", id_="stop") == told
    assert gateway.send("STOP")["reply"] is None
    gateway.send("TT")
    assert len(gateway.delivered()) == 2
    gateway.send("BAT DAU")
    assert len(gateway.delivered()) == 3
    assert gateway.send("STOP")["reply"] == told["reply"]


def test_a_call_for_help_after_stop_is_answered(gateway: Gateway) -> None:
    gateway.send("DUNG")
    gateway.send(BEN_NGHE)
    assert gateway.delivered()[-1].startswith("Da nhan: gao")


def test_stop_is_done_even_while_the_way_out_is_broken(
    gateway: Gateway,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(app.extensions, "connect_channels", {})
    assert gateway.send("STOP")["outcome"] == "answered"
    assert count(app, MutedAddress) == 1
    assert "could not be sent" in caplog.text
    assert BA_TU_E164 not in caplog.text


@pytest.mark.parametrize(
    "text", ["Đúng", "dạ đúng", "Đúng rồi", "Dũng", "Chị Nhung", "Hưng", "Tùng", "Dương", "Phong"]
)
def test_a_name_or_a_yes_is_no_command(text: str, gateway: Gateway, app: Flask) -> None:
    gateway.send(BEN_NGHE)
    with app.test_request_context():
        keep_time(utcnow() + timedelta(hours=49))
    assert gateway.reply(text) == USAGE
    assert [(one.status, one.silence) for one in gateway.requests()] == [("open", "asked")]
    assert count(app, MutedAddress) == 0
