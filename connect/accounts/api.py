"""Accounts for programs: sign up, prove the phone, get a token, see and erase what is held."""

from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext as _

from connect.accounts import erasure, service
from connect.accounts.devices import program_words
from connect.accounts.limits import send_code
from connect.accounts.login import signed_in_account
from connect.accounts.models import Account
from connect.accounts.passwords import EASY, is_common
from connect.accounts.schemas import (
    AccountSchema,
    AttemptSchema,
    SignInSchema,
    SignUpSchema,
    TokenSchema,
    VerifySchema,
)
from connect.accounts.second_factor import FIELD, CodeNeeded, open_by_code
from connect.foundation.errors import Invalid
from connect.foundation.rest import PREFIX, RestBlueprint, json_answer
from connect.foundation.web import limiter

EXAMPLE = {"phone": "0912 345 678", "name": "Nguyễn Thị Ngọc", "password": "mười hai con giáp"}
blp = RestBlueprint("accounts_api", __name__, url_prefix=PREFIX, description="Accounts and tokens")


@blp.post("/accounts")
@blp.arguments(SignUpSchema, example=EXAMPLE)
@blp.response(
    202, AttemptSchema, description="A code was sent; the answer is the same if the phone is known"
)
def sign_up(data: dict[str, Any]) -> Response:
    """Ask for an account: a six-digit code goes to the phone.

    Asking again with the same password changes nothing but the code. Another password is another
    attempt with a code of its own: name the attempt when you verify, and nobody who signs up for
    your phone can come between. A password that many use, or that is made of the name or number, is
    refused in production.
    """
    # While somebody tries things out, a hundred people may have one simple password.
    known = (data["name"], data["phone"])
    if current_app.config["CONNECT"].production and is_common(data["password"], known):
        raise Invalid({"password": [str(EASY)]})
    return json_answer({"attempt": send_code(**data)}, 202)


@blp.post("/accounts/verify")
@limiter.limit("30/hour")
@blp.arguments(
    VerifySchema,
    example={"phone": EXAMPLE["phone"], "code": "204817"},
)
@blp.response(200, TokenSchema)
def verify(data: dict[str, Any]) -> Response:
    """Prove the phone by its code: the password of the attempt is now the account's.

    Not repeatable by `Idempotency-Key`: every try counts, and a token is not kept to be told again.
    An account with a second factor needs `second_code`, too. Where it is missing or wrong, the
    password is set all the same: go on with `POST /tokens`.
    """
    second_code = data.pop(FIELD)
    return _token_of(service.verify(**data), second_code)


@blp.post("/tokens")
@limiter.limit("10/minute;60/hour")
@blp.arguments(
    SignInSchema,
    example={"phone": EXAMPLE["phone"], "password": EXAMPLE["password"]},
)
@blp.response(200, TokenSchema)
def sign_in(data: dict[str, Any]) -> Response:
    """Get a token by phone and password. Each call gives another one; none is kept to repeat.

    An account with a second factor needs `second_code`, too: without it the answer is a 422 that
    names this field.
    """
    name, second_code = data.pop("name"), data.pop(FIELD)
    return _token_of(service.sign_in(**data), second_code, name)


@blp.get("/me")
@blp.doc(security=[{"bearer": []}])
@blp.response(200, AccountSchema)
def me() -> Account:
    """One's own account."""
    return signed_in_account()


@blp.delete("/me")
@blp.doc(security=[{"bearer": []}])
@blp.response(204)
def erase() -> Response:
    """Erase the account and what is held of it."""
    erasure.erase(signed_in_account())
    return Response(status=204)


@blp.get("/me/export")
@blp.doc(security=[{"bearer": []}])
@blp.response(200, description="Everything that is held of this account, by room")
def export() -> Response:
    """Take away what is held."""
    return json_answer(erasure.take_away(signed_in_account()))


def _token_of(account: Account, second_code: str, name: str = "") -> Response:
    name = name or program_words(request.user_agent.string)
    proved = account.password_hash
    try:
        token = service.open_session(account.id, name, program=True, proved=proved)
    except CodeNeeded:
        if not second_code:
            needed = _("This account has a second factor. Send the code of its app, too.")
            raise Invalid({FIELD: [needed]}) from None
        token = open_by_code(account.id, proved, second_code, name)
    return json_answer({"token": token})
