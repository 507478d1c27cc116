"""Help requests, the heart: what is needed where, who takes it, and how it ends."""

from connect.help_requests.access import Standing
from connect.help_requests.amending import add_items, withdraw
from connect.help_requests.assignments import LEASE
from connect.help_requests.cases import helper_of, last_delivery
from connect.help_requests.check_ins import answer_by_phone
from connect.help_requests.colleagues import hand_back
from connect.help_requests.erasure import erase, on_erasing, take_away, take_cases_away
from connect.help_requests.exchange.history import DECLINED_AFTER, PastStep
from connect.help_requests.exchange.imported import ImportedRequest
from connect.help_requests.exchange.importing import (
    Saved,
    each_request,
    known_sources,
    save_imported,
    settle,
)
from connect.help_requests.exchange.moving import Moved
from connect.help_requests.figures import (
    Figures,
    count_helped_today,
    count_waiting,
    figures_by_province,
)
from connect.help_requests.lifecycle import AssignmentState, CloseReason, Event, Status
from connect.help_requests.listing import without_phones
from connect.help_requests.models import MAX_PEOPLE, URGENCIES, Assignment, HelpRequest
from connect.help_requests.needs import need_of, open_needs
from connect.help_requests.news import RequestNews, desk_topic, helper_topic, requester_topic
from connect.help_requests.notices import to_helper as tell_helper
from connect.help_requests.notices import to_requester as tell_requester
from connect.help_requests.notices import written as tell_of_message
from connect.help_requests.offering import OFFER_LIFE, candidates
from connect.help_requests.pages.request_page import request_page as page_of_request
from connect.help_requests.pages.request_page import short
from connect.help_requests.queries import (
    Listed,
    manage_token,
    nearby,
    request_to_change,
    requests_of,
)
from connect.help_requests.service import (
    ItemDetails,
    RequestDetails,
    open_request,
)
from connect.help_requests.silence import OPEN_LIFE, SILENCE_CONFIRMS, Silence
from connect.help_requests.timekeeping import keep_time
from connect.help_requests.viewer import View, ids_spoken_for, view_of
from connect.help_requests.waiting import Turn, count_exhausted, turn_of, waiting_in
from connect.help_requests.who_goes import helper_name
from connect.help_requests.words import headline

__all__ = [
    "DECLINED_AFTER",
    "LEASE",
    "MAX_PEOPLE",
    "OFFER_LIFE",
    "OPEN_LIFE",
    "SILENCE_CONFIRMS",
    "URGENCIES",
    "Assignment",
    "AssignmentState",
    "CloseReason",
    "Event",
    "Figures",
    "HelpRequest",
    "ImportedRequest",
    "ItemDetails",
    "Listed",
    "Moved",
    "PastStep",
    "RequestDetails",
    "RequestNews",
    "Saved",
    "Silence",
    "Standing",
    "Status",
    "Turn",
    "View",
    "add_items",
    "answer_by_phone",
    "candidates",
    "count_exhausted",
    "count_helped_today",
    "count_waiting",
    "desk_topic",
    "each_request",
    "erase",
    "figures_by_province",
    "hand_back",
    "headline",
    "helper_name",
    "helper_of",
    "helper_topic",
    "ids_spoken_for",
    "keep_time",
    "known_sources",
    "last_delivery",
    "manage_token",
    "nearby",
    "need_of",
    "on_erasing",
    "open_needs",
    "open_request",
    "page_of_request",
    "request_to_change",
    "requester_topic",
    "requests_of",
    "save_imported",
    "settle",
    "short",
    "take_away",
    "take_cases_away",
    "tell_helper",
    "tell_of_message",
    "tell_requester",
    "turn_of",
    "view_of",
    "waiting_in",
    "withdraw",
    "without_phones",
]
