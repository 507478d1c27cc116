"""Accounts in JSON."""

import marshmallow as ma
from marshmallow import validate

from connect.foundation.rest import Line, Phone

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200


class Password(ma.fields.String):
    """A password, as it is: not cleaned, only bounded."""

    def __init__(self) -> None:
        super().__init__(
            required=True,
            load_only=True,
            validate=validate.Length(min=SHORTEST_PASSWORD, max=LONGEST_PASSWORD),
        )


class SecondCode(ma.fields.String):
    """What stands behind the password of who has turned that on."""

    def __init__(self) -> None:
        super().__init__(
            load_default="",
            load_only=True,
            validate=validate.Length(max=40),
            metadata={
                "description": "Of an account with a second factor: the six digits of its app, or "
                "one of its recovery codes. Each works once.",
                "example": "204817",
            },
        )


class SignUpSchema(ma.Schema):
    """Who wants an account."""

    phone = Phone(required=True)
    name = Line(most=80, least=1, required=True)
    password = Password()


class AttemptSchema(ma.Schema):
    """The attempt that waits for its code."""

    attempt = ma.fields.UUID(
        required=True,
        metadata={
            "description": "Names this sign-up when its code is verified. The same phone and "
            "password again are the same attempt, with a new code."
        },
    )


class VerifySchema(ma.Schema):
    """The phone, the six digits that were sent to it, and best also which attempt they prove."""

    phone = Phone(required=True)
    code = ma.fields.String(
        required=True, validate=validate.Length(max=12), metadata={"example": "204817"}
    )
    attempt = ma.fields.UUID(
        load_default=None,
        metadata={
            "description": "What the sign-up answered. Without it the code is that of the only "
            "sign-up that waits for this phone; while several wait, it is refused like a wrong one."
        },
    )
    second_code = SecondCode()


class SignInSchema(ma.Schema):
    """Who wants a token."""

    phone = Phone(required=True)
    password = Password()
    name = Line(
        most=60,
        load_default="",
        metadata={"description": "What the program is called, so that its owner knows it again."},
    )
    second_code = SecondCode()


class TokenSchema(ma.Schema):
    """The bearer token; it is shown once."""

    token = ma.fields.String()


class AccountSchema(ma.Schema):
    """One's own account."""

    id = ma.fields.UUID()
    phone = ma.fields.String()
    name = ma.fields.String()
    role = ma.fields.String()
    area_code = ma.fields.String(
        allow_none=True, metadata={"description": "The first of `areas`; null for none."}
    )
    areas = ma.fields.List(
        ma.fields.String(),
        attribute="area_codes",
        metadata={"description": "Codes of the wards and provinces that a coordinator serves."},
    )
    created_at = ma.fields.AwareDateTime()
