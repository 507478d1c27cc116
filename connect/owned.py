"""What people own: how each room lets it be taken along, taken back, forgotten and erased."""

from connect import (
    consents,
    conversations,
    desk,
    diary,
    giving,
    help_requests,
    intake,
    moderation,
    notifications,
    responders,
    shopping,
    sms_intake,
    suppliers,
)
from connect.accounts import Holdings, hold, on_block, on_renewal, on_suspending

# In the order of erasing: what someone wrote goes while it is still known whose requests they are,
# and who carries a case hands it back before its profile goes.
HOLDINGS = (
    Holdings("messages", conversations.take_away, conversations.erase),
    Holdings("sms", sms_intake.take_away, sms_intake.erase),
    Holdings("requests", help_requests.take_away, help_requests.erase),
    # With a request its thanks go: here are left those on requests of others.
    Holdings("diary", diary.take_away, diary.erase),
    # Behind the requests: whoever takes something for one locks it first.
    Holdings("gifts", giving.take_away, giving.erase),
    Holdings("taken_down", intake.take_away, intake.erase),
    Holdings("reports", moderation.take_away, moderation.erase),
    Holdings("people", moderation.take_people_away, moderation.erase_people),
    Holdings("shopping", shopping.take_away, shopping.erase),
    # What they carry is handed back with their requests, in the order of all locks.
    Holdings("cases", help_requests.take_cases_away, lambda _account_id: None),
    Holdings("memberships", responders.take_memberships_away, responders.erase_memberships),
    Holdings("responders", responders.take_away, responders.erase),
    # Behind the responders, as whoever merges two of them or gives one away.
    Holdings("claims", suppliers.take_claims_away, suppliers.erase_claims),
    Holdings("notices", notifications.take_away, notifications.erase),
    Holdings("preferences", notifications.take_preferences_away, notifications.erase_preferences),
    Holdings("consents", consents.take_away, consents.keep_as_proof),
)
# What stops at once when somebody takes back what they had agreed to.
TAKING_BACK = {
    consents.Purpose.PHONE: help_requests.hide_phone,
    consents.Purpose.DIARY: diary.keep_private,
    consents.Purpose.DIARY_NAME: diary.unsign,
    consents.Purpose.THANKED_NAME: diary.unname,
    **{consents.Purpose(wire): notifications.stop(wire) for wire in notifications.BY_CONSENT},
}
# What is taken along of one request, by whoever asked, beside the request itself.
OF_A_REQUEST = {
    "messages": conversations.words_on,
    "thanks": diary.thanks_on,
    "shopping": shopping.list_on,
    "sms": sms_intake.texts_on,
    "consents": consents.agreed_on,
}


def add_owned() -> None:
    """Registers it, what ends when two part or one is suspended, and what a new session keeps."""
    for holdings in HOLDINGS:
        hold(holdings)
    responders.on_parting(help_requests.hand_back)
    # Requests before gifts: the order in which everybody locks.
    on_block(help_requests.end_between)
    on_block(responders.end_between)
    on_block(giving.end_between)
    on_suspending(help_requests.hand_back_of)
    on_suspending(responders.pause_all)
    on_suspending(giving.hand_back_of)
    on_renewal(notifications.carry_over)
    help_requests.on_erasing(conversations.erase_words_on)
    help_requests.on_erasing(diary.forget_thanks_on)
    help_requests.on_erasing(shopping.forget_list_on)
    help_requests.on_erasing(giving.forget_taken_for)
    help_requests.on_erasing(sms_intake.forget_texts_on)
    help_requests.on_erasing(desk.forget_case)
    help_requests.on_erasing(moderation.forget_evidence)
    help_requests.on_erasing(moderation.forget_evidence_of_people)
    help_requests.on_erasing(intake.forget_intake)
    help_requests.on_forgetting(intake.forget_intake)
    help_requests.on_forgetting(desk.forget_case)
    help_requests.on_forgetting(moderation.forget_evidence)
    help_requests.on_forgetting(moderation.forget_evidence_of_people)
    for purpose, act in TAKING_BACK.items():
        consents.on_taking_back(purpose, act)
    for name, take in OF_A_REQUEST.items():
        help_requests.on_taking_away(name, take)
    consents.on_looks(help_requests.requests_to_see)
    consents.on_looks(giving.gifts_to_see)
