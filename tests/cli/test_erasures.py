"""What was erased stays erased: a backup that is restored does not bring it back."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.accounts import account_by_id
from connect.foundation.audit import AuditEntry
from connect.foundation.database import db, transaction
from connect.help_requests import Status
from tests.laid_open import never_changed_laid_open
from tests.people import People
from tests.situations import SECRETS, Situation, request_now, situation


def ran(cli: FlaskCliRunner, *arguments: str) -> str:
    result = cli.invoke(args=arguments)
    assert result.exit_code == 0, result.output
    return result.output


def erase_both(app: Flask, people: People, here: Situation) -> None:
    """Bà Tư erases her request, and Hương her account."""
    assert (
        people.ba_tu.browser.send(f"/requests/{here.request_id}", action="/erase").status_code
        == 303
    )
    assert people.huong.client.delete("/api/v1/me").status_code == 204


def is_gone(app: Flask, people: People, here: Situation) -> list[bool]:
    with app.app_context():
        return [
            request_now(here.request_id).phone is None,
            account_by_id(people.huong.id) is None,
        ]


def test_what_the_replaced_database_knows_to_be_erased_is_erased_again(
    app: Flask, people: People, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    here = situation(app, people, Status.FULFILLED)
    file = str(tmp_path / "connect.backup")
    ran(cli, "backup", file)
    erase_both(app, people, here)
    assert "Erased again: 2" in ran(cli, "restore", file)
    assert is_gone(app, people, here) == [True, True]
    assert "Erased again: 2" in ran(cli, "restore", file)  # and the next time


def test_a_list_from_elsewhere_does_so_where_the_database_was_lost(
    app: Flask, people: People, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    here = situation(app, people, Status.FULFILLED)
    file, list_of = str(tmp_path / "connect.backup"), tmp_path / "erasures.jsonl"
    ran(cli, "backup", file)
    erase_both(app, people, here)
    list_of.write_text(ran(cli, "erasures"))
    assert not any(secret in list_of.read_text() for secret in SECRETS.values())
    with app.app_context(), transaction(), never_changed_laid_open(db.session.connection()):
        db.session.execute(sa.delete(AuditEntry))  # as one that is new
    assert "Erased again" not in ran(cli, "restore", file)
    assert is_gone(app, people, here) == [False, False]
    assert "Erased again: 2" in ran(cli, "restore", file, "--erasures", str(list_of))
    assert is_gone(app, people, here) == [True, True]


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"kind": "account", "id": "7"}', '{"id": 1}'])
def test_a_list_that_cannot_be_read_changes_nothing(
    line: str, app: Flask, people: People, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    here = situation(app, people, Status.OPEN)
    file, list_of = str(tmp_path / "connect.backup"), tmp_path / "erasures.jsonl"
    ran(cli, "backup", file)
    list_of.write_text(line)
    erase_both(app, people, here)
    result = cli.invoke(args=["restore", file, "--erasures", str(list_of)])
    assert result.exit_code == 1
    assert "nothing was changed" in result.output
    assert is_gone(app, people, here) == [True, True]
