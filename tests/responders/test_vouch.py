"""A coordinator vouches for somebody, and for an organisation and so for all who act for it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import responders
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.responders import Tier, membership, tier_of, vouched_among
from connect.responders import members as of_groups
from connect.responders.models import Responder, ResponderOffer
from connect.responders.service import remove
from connect.responders.vouch_models import LONGEST_NOTE, Vouch
from tests.people import People
from tests.situations import a_group, help_from


def rows_of(responder: Responder) -> set[bool]:
    """Among whom the index of offers has a responder: all, and those who are vouched for."""
    asked = sa.select(ResponderOffer.vouched).where(ResponderOffer.responder_id == responder.id)
    return set(db.session.scalars(asked))


def test_a_coordinator_knows_a_volunteer(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong, lan = people.huong.account(), people.chi_lan.account()
        profile = help_from(huong, opening_hours="Mo-Su 00:00-24:00")
        shop = help_from(huong, kind="supplier", name="Tạp hoá")
        assert (tier_of(huong), tier_of(None)) == (Tier.VERIFIED, Tier.NEW)
        assert rows_of(profile) == {False}
        responders.vouch(profile.id, lan, "Chị ấy ở cùng tổ dân phố.")
        responders.vouch(profile.id, lan)  # again is once
        assert [one.note for one in db.session.query(Vouch)] == [""]
        assert tier_of(huong) == Tier.VOUCHED
        assert rows_of(profile) == {False, True}
        # The person is known, and with her whatever she goes as herself for; not those of her shop.
        second = help_from(huong, name="Hương 2")
        assert vouched_among([profile.id, second.id, shop.id]) == {profile.id, second.id}
        assert rows_of(shop) == {False}
        responders.take_back(second.id, lan)
        responders.take_back(profile.id, lan)
        assert tier_of(huong) == Tier.VERIFIED
        assert rows_of(profile) == rows_of(second) == {False}
        responders.take_back(profile.id, lan)  # where nobody vouches nothing is taken back
        acts = [(one.actor, one.action) for one in audit.history(huong.id)][-3:]
        assert acts == [(str(lan.id), what) for what in ("vouched", "vouched", "vouched_no_more")]


def test_the_last_word_counts_and_is_somebodys(app: Flask, people: People) -> None:
    with app.test_request_context():
        profile, group = help_from(people.huong.account()), a_group(people.minh.account())
        lan, root, before = people.chi_lan.account(), people.root.account(), utcnow()
        longest = "x" * LONGEST_NOTE
        for whom in (profile, group):
            responders.vouch(whom.id, lan)
            responders.vouch(whom.id, root, longest)
            assert tier_of(people.huong.account()) == Tier.VOUCHED
        words = list(db.session.scalars(sa.select(Vouch)))
        assert {(one.account_id, one.responder_id) for one in words} == {
            (people.huong.id, None),
            (None, group.id),
        }
        assert {(one.by_id, one.note) for one in words} == {(root.id, longest)}
        assert all(one.at > before for one in words)
        assert [one.action for one in audit.history(group.id)][-2:] == ["vouched", "vouched"]


def test_who_acts_for_an_organisation_that_is_known_is_known(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong, minh = people.huong.account(), people.minh.account()
        group = a_group(huong, minh)
        own = help_from(minh)
        responders.vouch(group.id, people.root.account())
        assert {tier_of(huong), tier_of(minh)} == {Tier.VOUCHED}
        assert rows_of(group) == {False, True}
        # Asked is the group; what a member has registered alone nobody has vouched for.
        assert rows_of(own) == {False}
        [member] = [one for one in membership.members_of(group.id) if one.account_id]
        of_groups.remove(huong, group.id, member.id)
        assert tier_of(people.minh.account()) == Tier.VERIFIED


def test_whoever_has_a_desk_is_known(app: Flask, people: People) -> None:
    with app.test_request_context():
        assert tier_of(people.chi_lan.account()) == tier_of(people.root.account()) == Tier.VOUCHED


def test_who_may_not_vouch(app: Flask, people: People) -> None:
    with app.test_request_context():
        minh, lan = people.minh.account(), people.chi_lan.account()
        profile, own = help_from(people.huong.account()), help_from(lan)
        for by, whom in ((minh, profile), (people.huong.account(), profile), (lan, own)):
            with pytest.raises(NotAllowed):
                responders.vouch(whom.id, by)
            with pytest.raises(NotAllowed):
                responders.take_back(whom.id, by)
        with pytest.raises(Invalid):
            responders.vouch(profile.id, lan, "x" * (LONGEST_NOTE + 1))
        with transaction():
            imported = Responder(
                kind="supplier", name="Chợ", name_folded="cho", source_id="node/1",
                lat=10.7, lon=106.7, radius_m=1.0, capacity=1,
            )  # fmt: skip
            db.session.add(imported)
        with pytest.raises(WrongState):
            responders.vouch(imported.id, lan)
        remove(people.huong.account(), profile.id)
        with pytest.raises(NotFound):
            responders.vouch(profile.id, lan)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Vouch)) == 0


def test_a_word_ends_where_a_shop_changes_hands(app: Flask, people: People) -> None:
    with app.test_request_context():
        shop = help_from(people.huong.account(), kind="supplier", name="Tạp hoá")
        responders.vouch(shop.id, people.chi_lan.account())
        assert rows_of(shop) == {False, True}
        responders.take_over(shop.id, people.shop.account(), by="system")
        assert tier_of(people.shop.account()) == Tier.VERIFIED
        assert rows_of(shop) == {False}
