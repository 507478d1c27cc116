"""Who is vouched for, since when, and who is not asked about."""

from datetime import timedelta

from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.responders import Vouch, trust
from tests.people import People
from tests.situations import a_group, help_from, known_to_the_ward


def test_the_last_word_for_somebody_or_their_group_counts(context: Flask, people: People) -> None:
    minh = people.minh.account()
    assert trust.vouched_since(minh.id) is None
    group = a_group(people.huong.account(), minh)
    earlier, later = utcnow() - timedelta(days=2), utcnow() - timedelta(days=1)
    for own, of_group in ((earlier, later), (later, earlier)):
        with transaction():
            db.session.query(Vouch).delete()
            db.session.add(Vouch(account_id=minh.id, at=own))
            db.session.add(Vouch(responder_id=group.id, at=of_group))
        assert trust.vouched_since(minh.id) == later


def test_of_those_asked_about_and_nobody_else(context: Flask, people: People) -> None:
    huong, minh = people.huong.account(), people.minh.account()
    one, other, unknown = help_from(huong), help_from(minh), help_from(people.nobody.account())
    known_to_the_ward(huong, minh)
    assert trust.vouched_among([one.id, unknown.id]) == {one.id}
    assert trust.vouched_among([other.id]) == {other.id}
    assert trust.vouched_among([]) == set()
