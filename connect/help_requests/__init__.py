"""Help requests, the heart: what is needed where, who takes it, and how it ends."""

from connect.help_requests.access import Standing
from connect.help_requests.amending import add_items, withdraw
from connect.help_requests.apart import is_apart, phones_of
from connect.help_requests.arrival_code import arrival_code
from connect.help_requests.assignments import LEASE, deliver, release, set_out
from connect.help_requests.cases import helper_of, last_delivery
from connect.help_requests.check_ins import answer_by_phone
from connect.help_requests.colleagues import hand_back
from connect.help_requests.concerns import Concern
from connect.help_requests.consenting import hide_phone
from connect.help_requests.details import ItemDetails, RequestDetails
from connect.help_requests.erasure import (
    erase,
    erase_request,
    on_erasing,
    on_taking_away,
    take_away,
    take_cases_away,
)
from connect.help_requests.exchange.history import DECLINED_AFTER, PastStep
from connect.help_requests.exchange.imported import ImportedRequest
from connect.help_requests.exchange.importing import (
    each_request,
    known_sources,
    prepare,
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
from connect.help_requests.forgetting import forget_old_contacts, on_forgetting
from connect.help_requests.holding import is_watched, mark_of_phone
from connect.help_requests.lifecycle import (
    ACTIVE,
    ENDED,
    AssignmentState,
    CloseReason,
    Event,
    Status,
)
from connect.help_requests.listing import without_phones
from connect.help_requests.looks import requests_to_see
from connect.help_requests.merging import kept_instead_of, merge
from connect.help_requests.models import (
    MAX_PEOPLE,
    URGENCIES,
    Assignment,
    HelpRequest,
    RequestItem,
)
from connect.help_requests.needs import need_of, open_needs
from connect.help_requests.news import (
    RequestNews,
    desk_topics,
    helper_topic,
    requester_topic,
    topics_of_case,
)
from connect.help_requests.notices import to_helper as tell_helper
from connect.help_requests.notices import to_requester as tell_requester
from connect.help_requests.notices import written as tell_of_message
from connect.help_requests.offering import OFFER_LIFE, candidates, could_be_vouched_for
from connect.help_requests.pages.request_page import request_page as page_of_request
from connect.help_requests.pages.request_page import short
from connect.help_requests.pages.timeline import timeline
from connect.help_requests.parting import end_between, end_on, hand_back_of
from connect.help_requests.queries import (
    Listed,
    manage_token,
    nearby,
    request_by_id,
    request_to_change,
    requests_of,
    requests_to_change,
)
from connect.help_requests.records import Record, being_asked, going_for, records_of
from connect.help_requests.service import close as close_request
from connect.help_requests.service import edit as edit_request
from connect.help_requests.service import may_reopen, open_request
from connect.help_requests.service import reopen as reopen_request
from connect.help_requests.silence import OPEN_LIFE, SILENCE_CONFIRMS, Silence
from connect.help_requests.timekeeping import keep_time
from connect.help_requests.triage import ask_by_hand, take_by_word, verify
from connect.help_requests.viewer import View, ids_spoken_for, remember_request, view_of
from connect.help_requests.watching import watch, watch_until
from connect.help_requests.who_goes import helper_name
from connect.help_requests.words import CONCERNS, headline
from connect.help_requests.words import REASONS as CLOSE_REASONS

__all__ = [
    "ACTIVE",
    "CLOSE_REASONS",
    "CONCERNS",
    "DECLINED_AFTER",
    "ENDED",
    "LEASE",
    "MAX_PEOPLE",
    "OFFER_LIFE",
    "OPEN_LIFE",
    "SILENCE_CONFIRMS",
    "URGENCIES",
    "Assignment",
    "AssignmentState",
    "CloseReason",
    "Concern",
    "Event",
    "Figures",
    "HelpRequest",
    "ImportedRequest",
    "ItemDetails",
    "Listed",
    "Moved",
    "PastStep",
    "Record",
    "RequestDetails",
    "RequestItem",
    "RequestNews",
    "Silence",
    "Standing",
    "Status",
    "View",
    "add_items",
    "answer_by_phone",
    "arrival_code",
    "ask_by_hand",
    "being_asked",
    "candidates",
    "close_request",
    "could_be_vouched_for",
    "count_helped_today",
    "count_waiting",
    "deliver",
    "desk_topics",
    "each_request",
    "edit_request",
    "end_between",
    "end_on",
    "erase",
    "erase_request",
    "figures_by_province",
    "forget_old_contacts",
    "going_for",
    "hand_back",
    "hand_back_of",
    "headline",
    "helper_name",
    "helper_of",
    "helper_topic",
    "hide_phone",
    "ids_spoken_for",
    "is_apart",
    "is_watched",
    "keep_time",
    "kept_instead_of",
    "known_sources",
    "last_delivery",
    "manage_token",
    "mark_of_phone",
    "may_reopen",
    "merge",
    "nearby",
    "need_of",
    "on_erasing",
    "on_forgetting",
    "on_taking_away",
    "open_needs",
    "open_request",
    "page_of_request",
    "phones_of",
    "prepare",
    "records_of",
    "release",
    "remember_request",
    "reopen_request",
    "request_by_id",
    "request_to_change",
    "requester_topic",
    "requests_of",
    "requests_to_change",
    "requests_to_see",
    "save_imported",
    "set_out",
    "settle",
    "short",
    "take_away",
    "take_by_word",
    "take_cases_away",
    "tell_helper",
    "tell_of_message",
    "tell_requester",
    "timeline",
    "topics_of_case",
    "verify",
    "view_of",
    "watch",
    "watch_until",
    "withdraw",
    "without_phones",
]
