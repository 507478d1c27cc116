"""A form goes once; who taps Stop on a slow line can send it again without a reload."""

from collections.abc import Callable

from playwright.sync_api import Route

from tests.browser.conftest import Phone


def test_a_form_that_was_stopped_can_be_sent_again(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of(scripts=True)
    sent: list[str] = []

    def stop(route: Route) -> None:
        """The page stays as it is, and hears nothing: as after Stop."""
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.url)
        route.fulfill(status=204)

    phone.page.clock.install()
    phone.go("/sign-in")
    phone.page.route("**/sign-in", stop)
    phone.fill("Số điện thoại", "0912 345 601")
    phone.fill("Mật khẩu", "không phải đâu")
    button = phone.page.get_by_role("button", name="Đăng nhập").first
    with phone.page.expect_response("**/sign-in"):
        button.click()
    button.click()
    assert button.get_attribute("aria-busy") == "true"
    assert len(sent) == 1, "a second tap sends nothing"
    phone.page.clock.fast_forward(10_000)
    assert button.get_attribute("aria-busy") is None
    with phone.page.expect_response("**/sign-in"):
        button.click()
    assert len(sent) == 2
