"""The words of a consent and their version belong together, for good."""

import csv

import pytest
from flask import Flask

from connect import consents
from connect.consents import Purpose
from connect.consents.words import TEXTS, VERSIONS, all_versions, version_of
from connect.consents.words import version as version_now
from connect.foundation.i18n import LANGUAGES
from tests.web import browser_of


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_asked_today_is_written_down_for_good(shared_app: Flask, language: str) -> None:
    """Who changes the words adds a line for them: those that people agreed to stay known."""
    with shared_app.test_request_context():
        assert language in LANGUAGES
        for purpose in Purpose:
            words = consents.wording(purpose, language)
            version = version_now(purpose, language)
            assert all_versions().get(version) == words, (
                f"add to {VERSIONS.name}: {version}\t{purpose}\t{language}\tTODAY\t{words}"
            )


def test_no_line_was_ever_changed() -> None:
    with VERSIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row for row in rows if version_of(row["words"]) != row["version"]] == []
    assert len({row["version"] for row in rows}) == len(rows)
    assert {row["purpose"] for row in rows} == set(TEXTS) == set(Purpose)


def test_programs_read_what_to_ask(shared_app: Flask) -> None:
    for language in LANGUAGES:
        browser = browser_of(shared_app)
        told = browser.get("/api/v1/consents", headers={"Accept-Language": language}).get_json()
        for one in told["items"]:
            assert one["language"] == language
            assert version_of(one["text"]) == one["version"]
        assert [one["purpose"] for one in told["items"]] == list(Purpose)
