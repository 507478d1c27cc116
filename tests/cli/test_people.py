"""`flask people create`: accounts by an operator, with a one-time password link."""

from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from tests.accounts.codes import me
from tests.people import PASSWORD, People


def create(cli: FlaskCliRunner, *arguments: str) -> tuple[int, str]:
    result = cli.invoke(args=["people", "create", "--name", "Chị Lan", *arguments])
    return result.exit_code, result.output.strip()


def test_a_coordinator_is_made_and_sets_a_password_once(
    app: Flask, cli: FlaskCliRunner, client: FlaskClient
) -> None:
    code, link = create(cli, "--phone", "0912345678", "--role", "coordinator", "--area", "79")
    assert code == 0
    assert link.startswith("http://localhost/set-password/")
    page = client.get(link.removeprefix("http://localhost"))
    assert page.status_code == 200
    program = app.test_client()
    answer = program.post("/api/v1/tokens", json={"phone": "0912345678", "password": PASSWORD})
    assert answer.status_code == 422, "no password yet"


def test_what_cannot_be_meant_is_refused_in_one_line(cli: FlaskCliRunner) -> None:
    wrong = {
        "phone": ("--phone", "12", "--role", "resident"),
        "area": ("--phone", "0912345678", "--role", "coordinator", "--area", "nowhere"),
        "no area": ("--phone", "0912345678", "--role", "coordinator"),
        "area of a resident": ("--phone", "0912345678", "--role", "resident", "--area", "79"),
    }
    for arguments in wrong.values():
        code, output = create(cli, *arguments)
        assert code == 2
        assert "Error:" in output.splitlines()[-1]


def test_an_area_is_one_that_a_request_can_lie_in(cli: FlaskCliRunner) -> None:
    coordinator = ("--phone", "0912345678", "--role", "coordinator", "--area")
    # A district, a province and a ward of before 2025: a request knows only units in force.
    for old in ("63-778", "63-74", "63-27475", "778"):
        code, output = create(cli, *coordinator, old)
        assert code == 2
        assert "no ward or province in force" in output.splitlines()[-1]
    for current in ("79", "27475"):
        assert create(cli, *coordinator, current)[0] == 0


def test_an_operator_signs_somebody_out_everywhere(
    app: Flask, cli: FlaskCliRunner, people: People
) -> None:
    """A phone that was stolen, a helper who left; nobody else notices."""
    lost, other = people.chi_lan.browser, people.anh_ha.browser
    told = cli.invoke(args=["people", "sign-out", "--phone", people.chi_lan.phone])
    assert (told.exit_code, told.output.strip()) == (0, "Signed out everywhere.")
    assert lost.get("/account").status_code == 302
    assert me(app.test_client(), people.chi_lan.token).status_code == 401
    assert other.get("/account").status_code == 200
    for wrong in ("12", "0912 345 699"):
        refused = cli.invoke(args=["people", "sign-out", "--phone", wrong])
        assert refused.exit_code == 2
        assert "Traceback" not in refused.output
