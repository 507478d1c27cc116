"""The explicit list of rooms: what each brings to the app. Nothing is found by scanning."""

from flask import Blueprint, Flask

from connect import (
    consents,
    conversations,
    help_requests,
    intake,
    live,
    notifications,
)
from connect.accounts import figures_of_codes
from connect.accounts.api import blp as accounts_api
from connect.accounts.second_factor_pages import bp as second_factor_pages
from connect.accounts.views import bp as accounts_pages
from connect.consents.api import blp as consents_api
from connect.consents.views import bp as consents_pages
from connect.conversations.api import blp as messages_api
from connect.conversations.page_part import conversation
from connect.conversations.views import bp as messages_pages
from connect.desk.api import blp as desk_api
from connect.desk.case_pages import bp as desk_case_pages
from connect.desk.figures_pages import bp as desk_figures_pages
from connect.desk.supply_pages import bp as desk_supply_pages
from connect.desk.views import bp as desk_pages
from connect.diary.api import blp as diary_api
from connect.diary.deciding import bp as diary_desk
from connect.diary.page_part import thanks, thanks_to_read
from connect.diary.thanks import bp as thanks_pages
from connect.diary.views import bp as diary_pages
from connect.foundation.api_docs import bp as api_docs
from connect.foundation.larger_bodies import take_larger
from connect.foundation.metrics import watch_figures
from connect.foundation.photo_json import MOST_BODY
from connect.foundation.pictures import MOST_BYTES
from connect.foundation.rest import api
from connect.foundation.typed import waits_in
from connect.foundation.web import watch_queue
from connect.geo.api import blp as places_api
from connect.geo.views import bp as place_pages
from connect.giving.acts import bp as giving_acts
from connect.giving.api import blp as giving_api
from connect.giving.desk_pages import bp as giving_desk
from connect.giving.desk_pages import pictures_to_read
from connect.giving.offering import bp as giving_offering
from connect.giving.page_part import gifts_near, gifts_to_answer
from connect.giving.reservations_api import blp as reservations_api
from connect.giving.views import bp as giving_pages
from connect.goods.api import blp as goods_api
from connect.help_requests.api.cases import blp as cases_api
from connect.help_requests.api.map import blp as request_map_api
from connect.help_requests.api.offers import blp as offers_api
from connect.help_requests.api.proving import blp as proving_api
from connect.help_requests.api.requests import blp as help_requests_api
from connect.help_requests.pages import draft
from connect.help_requests.pages.actions import bp as help_request_actions
from connect.help_requests.pages.asking import bp as asking_pages
from connect.help_requests.pages.feeds import bp as feed_pages
from connect.help_requests.pages.outbox import bp as outbox_pages
from connect.help_requests.pages.proving import bp as proving_pages
from connect.help_requests.pages.replies import bp as reply_pages
from connect.help_requests.pages.views import bp as help_requests_pages
from connect.home.views import bp as home_pages
from connect.hotlines.api import blp as hotlines_api
from connect.hotlines.desk_pages import bp as hotlines_desk
from connect.hotlines.views import bp as hotlines_pages
from connect.intake.order_pages import bp as work_order_pages
from connect.intake.sheet_pages import bp as sheet_pages
from connect.intake.views import bp as intake_pages
from connect.live.views import bp as live_pages
from connect.maps.api import blp as tiles_api
from connect.moderation.api import blp as moderation_api
from connect.moderation.desk_pages import bp as moderation_desk
from connect.moderation.desk_pages import reports_to_read
from connect.moderation.page_part import closing
from connect.moderation.people.api import blp as people_api
from connect.moderation.people.desk_pages import bp as people_desk
from connect.moderation.people.page_part import decided_of_me, met_at
from connect.moderation.people.views import bp as people_pages
from connect.moderation.views import bp as moderation_pages
from connect.notifications.api import blp as notifications_api
from connect.notifications.preferences_api import blp as preferences_api
from connect.notifications.preferences_pages import bp as preferences_pages
from connect.notifications.unsubscribing import bp as unsubscribing_pages
from connect.notifications.views import bp as notifications_pages
from connect.notifications.views import unread_notices
from connect.owned import add_owned
from connect.responders.api import blp as responders_api
from connect.responders.branch_api import blp as branch_stock_api
from connect.responders.branch_pages import bp as branch_stock_pages
from connect.responders.goods_api import blp as stock_api
from connect.responders.goods_pages import bp as stock_pages
from connect.responders.members_api import blp as members_api
from connect.responders.members_pages import bp as members_pages
from connect.responders.organisation_pages import bp as organisations_pages
from connect.responders.organisations_api import blp as organisations_api
from connect.responders.views import bp as responders_pages
from connect.shell.views import bp as shell_pages
from connect.shopping.api import blp as shopping_api
from connect.shopping.page_part import basket, orders_to_check
from connect.shopping.views import bp as shopping_pages
from connect.sms_intake.api import blp as sms_api
from connect.style.views import bp as style_page
from connect.suppliers.api import blp as suppliers_api
from connect.suppliers.claim_pages import bp as claim_pages
from connect.suppliers.claims_api import blp as claims_api
from connect.suppliers.days_pages import bp as other_days_pages
from connect.suppliers.desk_pages import bp as entries_desk
from connect.suppliers.desk_pages import entries_to_decide
from connect.suppliers.order_pages import bp as opening_orders
from connect.suppliers.organisation_pages import bp as organisation_page
from connect.suppliers.report_pages import bp as report_pages
from connect.suppliers.views import bp as suppliers_pages

PAGES: tuple[Blueprint, ...] = (
    home_pages,
    place_pages,
    shell_pages,
    accounts_pages,
    second_factor_pages,
    consents_pages,
    responders_pages,
    stock_pages,
    members_pages,
    branch_stock_pages,
    organisations_pages,
    suppliers_pages,
    organisation_page,
    report_pages,
    claim_pages,
    other_days_pages,
    entries_desk,
    opening_orders,
    asking_pages,
    outbox_pages,
    help_requests_pages,
    help_request_actions,
    proving_pages,
    reply_pages,
    feed_pages,
    notifications_pages,
    preferences_pages,
    unsubscribing_pages,
    messages_pages,
    desk_pages,
    desk_case_pages,
    desk_figures_pages,
    intake_pages,
    sheet_pages,
    work_order_pages,
    desk_supply_pages,
    live_pages,
    diary_pages,
    thanks_pages,
    shopping_pages,
    diary_desk,
    giving_pages,
    giving_offering,
    giving_desk,
    giving_acts,
    moderation_pages,
    moderation_desk,
    people_pages,
    people_desk,
    hotlines_pages,
    hotlines_desk,
    api_docs,
    style_page,
)
APIS = (
    places_api,
    goods_api,
    accounts_api,
    consents_api,
    responders_api,
    stock_api,
    members_api,
    organisations_api,
    branch_stock_api,
    suppliers_api,
    claims_api,
    help_requests_api,
    proving_api,
    request_map_api,
    offers_api,
    cases_api,
    messages_api,
    shopping_api,
    sms_api,
    desk_api,
    diary_api,
    giving_api,
    reservations_api,
    moderation_api,
    people_api,
    hotlines_api,
    notifications_api,
    preferences_api,
    tiles_api,
)
# What a room puts on a page of a room below it: the page's template calls it by this name.
PAGE_PARTS = {
    "agreed_for": consents.agreed_for,
    "basket": basket,
    "closing": closing,
    "consent_text": consents.wording,
    "conversation": conversation,
    "decided_of_me": decided_of_me,
    "entries_to_decide": entries_to_decide,
    "gifts_near": gifts_near,
    "gifts_to_answer": gifts_to_answer,
    "is_watched": help_requests.is_watched,
    "live_box": live.live_box,
    "met_at": met_at,
    "orders_to_check": orders_to_check,
    "pictures_to_read": pictures_to_read,
    "reports_to_read": reports_to_read,
    "thanks": thanks,
    "taken_down": intake.taken_down,
    "thanks_to_read": thanks_to_read,
    "unread_notices": unread_notices,
}


# What tells pages that are open of a change.
LIVE = (
    help_requests.RequestNews(),
    conversations.MessageNews(),
    notifications.NoticeNews(),
)


def add_features(app: Flask) -> None:
    """Registers pages, parts of pages, API and holdings of every room."""
    add_owned()
    waits_in(draft.COOKIE, draft.PATH)
    live.listen_to(app, LIVE)
    watch_queue(app, "deliveries", notifications.oldest_due_s)
    watch_figures(app, figures_of_codes)
    take_larger(app, "thanks.write", MOST_BYTES)
    for form in ("shopping.shop", "giving_offering.new", "giving_offering.edit"):
        take_larger(app, form, MOST_BYTES)
    for call in ("giving_api.offer", "giving_api.change", "shopping_api.shop"):
        take_larger(app, call, MOST_BODY)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    for blueprint in APIS:
        api.register_blueprint(blueprint)
    app.jinja_env.globals.update(PAGE_PARTS)
