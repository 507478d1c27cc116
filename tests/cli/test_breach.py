"""Whom to tell when an account, or all of the database, was in wrong hands."""

import csv
import re
from collections import Counter
from datetime import timedelta
from io import StringIO
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.accounts import account_by_id
from connect.foundation.audit import REVEALED, AuditEntry
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.giving import Gift
from connect.help_requests import Status, forget_old_contacts
from connect.help_requests.forgetting import KEPT
from tests.every_table import fill_every_table
from tests.people import People
from tests.situations import SECRETS, a_group, ask, situation
from tests.situations_with import with_gift


def touched(cli: FlaskCliRunner, *arguments: str) -> list[dict[str, str]]:
    result = cli.invoke(args=["breach", *arguments])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(StringIO(result.stdout)))


def test_whoever_an_account_was_shown_is_told_and_nobody_else(
    app: Flask, people: People, cli: FlaskCliRunner
) -> None:
    here = situation(app, people, Status.FULFILLED)  # Hương saw it
    with app.test_request_context():
        ask(app, phone="+84912345699")  # and never this one
    mine, shown = touched(cli, "--by", people.huong.phone)
    assert (mine["kind"], mine["phone"]) == ("account", f"'{people.huong.phone}")
    assert (shown["kind"], shown["id"]) == ("request", str(here.request_id))
    assert shown["phone"] == f"'{SECRETS['phone']}"
    assert shown["last_seen"] <= utcnow().isoformat()
    tomorrow = (utcnow() + timedelta(days=1)).date().isoformat()
    assert len(touched(cli, "--by", people.huong.phone, "--since", tomorrow)) == 1
    assert len(touched(cli, "--by", people.minh.phone)) == 1
    with app.app_context():
        assert forget_old_contacts(utcnow() + 2 * KEPT) == 1
    assert touched(cli, "--by", people.huong.phone)[1]["phone"] == ""


def test_of_a_stolen_database_everybody_who_can_be_reached(
    app: Flask, people: People, cli: FlaskCliRunner
) -> None:
    with app.test_request_context():
        ask(app, phone="+84912345699")
        ask(app, people.ba_tu.account(), phone=people.ba_tu.phone)
    rows = touched(cli)
    phones = [row["phone"] for row in rows]
    assert "'+84912345699" in phones
    assert phones.count(f"'{people.ba_tu.phone}") == 1  # once, though she asked, too
    assert sorted(phones) == sorted(set(phones))
    assert touched(cli, "--until", "2001-01-01") == []


def test_every_number_that_stands_anywhere_is_touched_once(
    app: Flask, people: People, cli: FlaskCliRunner
) -> None:
    fill_every_table(app, people)
    rows = touched(cli)
    listed = Counter(row["phone"].lstrip("'") for row in rows)
    bare = {row["phone"].lstrip("'") for row in rows if row["kind"] == "number"}
    assert bare
    assert {listed[number] for number in bare} == {1}  # who has a name is not a bare number, too
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for values in db.session.execute(sa.select(table)):
                for value in values:
                    if isinstance(value, str) and re.fullmatch(r"\+84[0-9]{9}", value):
                        assert value in listed, table.name


def test_who_was_shown_the_door_of_a_gift_is_told(
    app: Flask, people: People, cli: FlaskCliRunner
) -> None:
    here = with_gift(app, people, situation(app, people, Status.OPEN), "settled")
    people.ba_tu.browser.page(f"/requests/{here.request_id}")
    rows = touched(cli, "--by", people.ba_tu.phone)
    assert [(row["kind"], row["phone"]) for row in rows if row["kind"] == "gift"] == [
        ("gift", f"'{people.huong.phone}")
    ]


def test_who_is_unknown_is_said(app: Flask, cli: FlaskCliRunner) -> None:
    for by, why in (("0912345611", "nobody has an account"), ("x", "not a phone number")):
        result = cli.invoke(args=["breach", "--by", by])
        assert result.exit_code == 2
        assert why in result.output


def test_whatever_anybody_was_shown_is_listed_for_them(
    app: Flask, people: People, cli: FlaskCliRunner
) -> None:
    """Every look that the log holds, whichever room wrote it: a new kind of look fails here."""
    fill_every_table(app, people)
    with app.app_context():
        gift_id = db.session.query(Gift.id).scalar()
    people.chi_lan.browser.page("/desk/entries")
    people.minh.browser.page(f"/giving/{gift_id}")
    seen: dict[str, set[str]] = {}
    with app.app_context():
        for entry in db.session.query(AuditEntry).filter_by(action=REVEALED):
            account = account_by_id(UUID(entry.actor)) if "-" in entry.actor else None
            if account is not None:
                seen.setdefault(account.phone, set()).add(str(entry.subject_id))
    kinds: set[str] = set()
    for phone, subjects in seen.items():
        rows = touched(cli, "--by", phone)
        kinds |= {row["kind"] for row in rows}
        assert subjects <= {row["id"] for row in rows}
    assert kinds >= {"account", "request", "taker", "claim"}


def test_who_went_for_one_and_whom_one_invited_is_listed(
    app: Flask, people: People, cli: FlaskCliRunner
) -> None:
    here = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        group = a_group(people.ba_tu.account(), people.minh.account()).id
    rows = touched(cli, "--by", people.ba_tu.phone)
    assert [(row["kind"], row["id"], row["name"]) for row in rows[1:]] == [
        ("helper", str(here.request_id), "Huong"),
        ("member", str(group), "Minh"),
    ]
    assert rows[2]["phone"] == f"'{people.minh.phone}"


# What says whose a row is or who did something: a number, if any, is shown to its owner alone.
SHOWS_NOBODY_ELSE = """
    access_token account_area block claim_code consent desk_case desk_look desk_note diary_entry
    entry_merge flag half_sign_in hotline judgement mail_proof message notice paper_form
    person_decision person_report place_moves preferences push_subscription recovery_code
    second_factor shopping_withdrawal sign_up sms_dialogue sms_message suspension vouch work_order
"""
# By each of these one can be shown whose number it is: `breach` asks them all.
SHOWS = """
    account assignment entry_claim gift help_request intake reservation responder responder_member
"""


def test_no_table_that_names_a_person_is_forgotten() -> None:
    """A new one fails here, until it is said whether somebody else is shown a number by it."""
    naming = {
        table.name
        for table in db.metadata.sorted_tables
        for column in table.columns
        if re.search(r"phone(?!s$)|^(account|taker|helper)_id$", column.name)
        or any(key.column.table.name == "account" for key in column.foreign_keys)
    }
    assert sorted(naming) == sorted(SHOWS.split() + SHOWS_NOBODY_ELSE.split())
