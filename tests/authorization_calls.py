"""What each call of `authorization.txt` is sent with: a body, a form or a query."""

from typing import Any
from uuid import UUID

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.moderation.people.views import MET
from connect.notifications.preferences_api import A_BROWSER
from tests.people import PASSWORD

PEOPLE = {"people": 3}
NEED = {
    "items": [{"category": "food"}],
    "phone": "0912 345 677",
    "location": {"lat": 10.77, "lon": 106.7},
}
HELPER = {
    "kind": "volunteer",
    "name": "Ai đó",
    "location": {"lat": 10.77, "lon": 106.7},
    "categories": ["food"],
    "radius_m": 1000,
    "capacity": 1,
}
NOWHERE = "00000000-0000-4000-8000-000000000000"
GIFT = {"what": "Sách giáo khoa", "location": {"lat": 10.77, "lon": 106.7}}
BODIES: dict[str, Any] = {
    "POST /api/v1/me/email": {"address": "ai.do@example.org", "password": PASSWORD},
    "POST /api/v1/me/email/verify": {"code": "000000"},
    "PATCH /api/v1/me/preferences": {"most_offers": 5},
    "POST /api/v1/me/push-subscriptions": A_BROWSER,
    "DELETE /api/v1/me/push-subscriptions": {"endpoint": A_BROWSER["endpoint"]},
    "POST /api/v1/accounts": {"phone": "0912345671", "name": "Ai đó", "password": "mười hai con"},
    "POST /api/v1/accounts/verify": {"phone": "0912345671", "code": "000000"},
    "POST /api/v1/tokens": {"phone": "0912345671", "password": "không phải"},
    "POST /api/v1/requests": NEED,
    "PATCH /api/v1/requests/<uuid:request_id>": PEOPLE,
    "POST /api/v1/requests/<uuid:request_id>/close": {"reason": "withdrawn"},
    "POST /api/v1/requests/<uuid:request_id>/messages": {"body": "Con đến ngay."},
    "POST /api/v1/requests/<uuid:request_id>/report": {"reason": "fraud"},
    "POST /api/v1/people/<string:met>/<uuid:met_id>/report": {"reason": "unkind"},
    "PUT /api/v1/requests/<uuid:request_id>/shopping-list": {"lines": [{"goods": "Gạo"}]},
    "POST /api/v1/desk/acts": {"act": "note", "words": "Gọi lại.", "ids": [NOWHERE]},
    "POST /api/v1/desk/requests/<uuid:request_id>/acts": {"act": "note", "words": "Gọi lại."},
    "PATCH /api/v1/requests/<uuid:request_id>/shopping-trip": {"cost": 9_000},
    "POST /api/v1/requests/<uuid:request_id>/shopping-trip/answer": {"agree": True},
    "POST /api/v1/gifts": GIFT,
    "PATCH /api/v1/gifts/<uuid:gift_id>": {"hours": "sáng"},
    "POST /api/v1/reservations/<uuid:reservation_id>/thanks": {"text": "Cảm ơn."},
    "POST /api/v1/responders": HELPER,
    "POST /api/v1/suppliers/<uuid:shop_id>/claim/ask": {"words": "Của tôi."},
    "POST /api/v1/suppliers/<uuid:shop_id>/claim/verify": {"code": "000000"},
    "PATCH /api/v1/responders/<uuid:responder_id>": {"capacity": 5},
    "POST /api/v1/responders/<uuid:responder_id>/members": {"phone": "0912 345 670"},
    "PUT /api/v1/responders/<uuid:responder_id>/goods/<int:good_id>/stock": {"stock": "low"},
    "PUT /api/v1/organisations/<uuid:organisation_id>/goods/stock": {
        "goods": [{"name": "Gạo", "stock": "low"}]
    },
    "PUT /api/v1/responders/<uuid:responder_id>/organisation": {"organisation": str(UUID(int=0))},
}
HERE = {"lat": "10.77", "lon": "106.7"}
TODAY = str(utcnow().astimezone(HOME_ZONE).date())
HOTLINE = {"name_vi": "Trạm y tế", "phones": "115", "topics": "covid", "area": "79"}
FORM = {"kind": "volunteer", "name": "Ai đó", "categories": "food", "radius": "5", "capacity": "1"}
FORMS: dict[str, dict[str, str]] = {
    "POST /account/consents/take-back": {"purpose": "zalo"},
    "POST /requests/<uuid:request_id>/consents": {"purpose": "phone"},
    "POST /desk/diary/<uuid:entry_id>/refuse": {"refusal": "other"},
    "POST /requests/<uuid:request_id>/shopping": {"cost": "9.000"},
    "POST /requests/<uuid:request_id>/shopping/answer": {"agree": "yes"},
    "POST /requests/<uuid:request_id>/shopping-list": {"lines-0-goods": "Gạo"},
    "POST /requests/<uuid:request_id>/thanks": {"text": "Cảm ơn con."},
    "POST /requests/<uuid:request_id>/thanks/name": {"named": "yes"},
    "POST /giving/new": {
        "what": "Vở", "first_day": TODAY, "last_day": TODAY, "brings": "0", **HERE,
    },
    "POST /giving/<uuid:gift_id>/edit": {
        "what": "Vở", "first_day": TODAY, "last_day": TODAY, "brings": "0",
    },
    "POST /giving/<uuid:gift_id>/reserve": {"amount": "1"},
    "POST /giving/<uuid:gift_id>/give/<uuid:request_id>": {"amount": "1"},
    "POST /giving/reservations/<uuid:reservation_id>/thanks": {"text": "Cảm ơn."},
    "POST /desk/forms": {"copies": "1"},
    "POST /desk/intake": {
        "phone": "0912 345 677", "items-0-kind": "food", "people": "1", "urgency": "normal",
        "agreed": "y", **HERE,
    },
    "POST /desk/requests": {"act": "note"},
    "POST /desk/requests/<uuid:request_id>/act": {"act": "note", "words": "Gọi lại."},
    "POST /desk/opening-orders/new": {
        "areas": "79", "says": "shut", "but_categories": "medicine", "first_day": TODAY,
        "reason": "Chỉ thị 16",
    },
    "POST /desk/hotlines/new": HOTLINE,
    "POST /desk/hotlines/<uuid:hotline_id>": HOTLINE,
    "POST /desk/hotlines/<uuid:hotline_id>/verify": {"phones": "115"},
    "POST /suppliers/<uuid:shop_id>/claim/ask": {"words": "Của tôi."},
    "POST /suppliers/<uuid:shop_id>/claim/prove": {"code": "000000"},
    "POST /suppliers/<uuid:shop_id>/wrong": {"trouble": "hours"},
    "POST /desk/entries/claims/<uuid:claim_id>/refuse": {"reason": "others"},
    "POST /inbox/preferences": {"sms": "y", "most_offers": "3"},
    "POST /inbox/preferences/email": {"address": "ai.do@example.org", "password": PASSWORD},
    "POST /requests/new": {"categories": "food", "people": "1", "urgency": "normal"},
    "POST /requests/new/where": HERE,
    "POST /requests/new/phone": {"phone": "0912 345 677"},
    "POST /requests/new/one-page": {
        "categories": "food", "people": "1", "urgency": "normal", "phone": "0912 345 677", **HERE,
    },
    "POST /requests/<uuid:request_id>/close": {"reason": "withdrawn"},
    "POST /requests/<uuid:request_id>/messages": {"body": "Con đến ngay."},
    "POST /requests/<uuid:request_id>/wrong": {"reason": "fraud"},
    f"POST /people/<{MET}:met>/<uuid:met_id>/wrong": {"reason": "unkind"},
    "POST /account/decisions/<uuid:decision_id>/appeal": {"words": "Tôi không đồng ý."},
    "POST /desk/reports/people/<uuid:report_id>": {"verdict": "7", "words": "Hai người nói vậy."},
    "POST /desk/reports/people/appeals/<uuid:decision_id>": {
        "outcome": "take_back", "words": "Nhầm rồi.",
    },
    "POST /requests/<uuid:request_id>/appeal": {"words": "Tôi không đồng ý."},
    "POST /desk/reports/<uuid:request_id>": {"verdict": "closed", "words": "Ba người nói vậy."},
    "POST /desk/reports/appeals/<uuid:judgement_id>": {"outcome": "reopen", "words": "Nhầm rồi."},
    "POST /r/<token>": {"answer": "still_needed"},
    "POST /responders/new": FORM | HERE,
    "POST /responders/<uuid:responder_id>/edit": FORM,
    "POST /responders/<uuid:responder_id>/members": {"phone": "0912 345 670"},
    "POST /responders/<uuid:responder_id>/goods": {"name": "Trứng", "stock": "in"},
    "POST /responders/<uuid:responder_id>/goods/<int:good_id>/stock": {"stock": "low"},
    "POST /responders/<uuid:responder_id>/organisation": {"organisation": "new", "name": "Nhóm"},
    "POST /desk/gift-pictures/<uuid:photo_id>/refuse": {"unfit": "other"},
    "POST /organisations/<uuid:organisation_id>/goods": {"name": "Trứng", "stock": "in"},
    "POST /organisations/<uuid:organisation_id>/goods/stock": {"good": "Gạo", "stock": "low"},
    "POST /organisations/<uuid:organisation_id>/new-shop": FORM | HERE | {"kind": "supplier"},
}  # fmt: skip
QUERIES = {
    "GET /api/v1/places": {"q": "quan 7"},
    "GET /api/v1/requests.geojson": {"bbox": "106,10,107,11"},
    "GET /api/v1/suppliers": {"near": "10.77,106.7"},
    "GET /api/v1/suppliers/alike": {"near": "10.77,106.7", "name": "Long Châu"},
    "GET /api/v1/suppliers.geojson": {"bbox": "106,10,107,11"},
}
