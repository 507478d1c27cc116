"""What every refusal of the API must be, and a place to ask from."""

from werkzeug.test import TestResponse

from tests.people import DISTRICT_7

NEAR = f"{DISTRICT_7['lat']},{DISTRICT_7['lon']}"


def check_refusal(answer: TestResponse, *statuses: int) -> dict[str, list[str]]:
    """A problem document with this status; what it says of each field."""
    told = answer.get_data(as_text=True)[:300]
    assert answer.status_code in (statuses or (400, 422)), told
    assert answer.mimetype == "application/problem+json", told
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    errors: dict[str, list[str]] = problem.get("errors", {})
    assert errors if answer.status_code == 422 else "errors" not in problem, told
    assert all(texts and all(isinstance(t, str) for t in texts) for texts in errors.values())
    return errors


def check_sane(answer: TestResponse) -> None:
    """Accepted, or refused as it should be."""
    if answer.status_code >= 300:
        check_refusal(answer, 400, 403, 404, 409, 413, 422)
