"""Whether a shop is open: what a look at each minute of its hours, and of all orders, would say."""

from datetime import date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from connect.foundation.clock import HOME_ZONE
from connect.responders import OtherDays, days_open, hours_at, hours_with, hours_within
from connect.responders.order_rules import SHUT, Order, all_of
from connect.responders.week import ALL_DAY, Spans, Week, day_hours, written
from tests.responders.test_week import holds, spans, unclear, weeks

# Five days around 2 September 2026, a holiday.
FIRST = datetime(2026, 8, 31, tzinfo=HOME_ZONE)
DAYS, MINUTE = 5, timedelta(minutes=1)
ANY_DAY = st.integers(-2, DAYS + 1).map(lambda number: FIRST.date() + timedelta(number))


@st.composite
def orders(draw: st.DrawFn) -> tuple[Order, Spans]:
    """An order of some days, or until it is lifted, and its hours as numbers."""
    first = draw(ANY_DAY)
    last = draw(st.one_of(st.none(), st.integers(0, 4).map(lambda more: first + timedelta(more))))
    hours = draw(st.one_of(st.just(()), spans().filter(lambda drawn: drawn != ALL_DAY)))
    return Order(["79"], first, last, day_hours(hours)), hours


def in_spans(hours: Spans, night: Spans, moment: datetime) -> bool:
    """Whether a moment lies in the hours of its day, or in what the night before left."""
    minute = moment.hour * 60 + moment.minute
    return any(
        opens <= minute < closes or closes < opens <= minute for opens, closes in hours
    ) or any(closes < opens and minute < closes for opens, closes in night)


def lets_open(order: Order, hours: Spans, moment: datetime) -> bool:
    """Whether an order lets anybody be open at a moment, as one reads it on paper."""
    day, before = moment.date(), moment.date() - timedelta(1)

    def concerns(one: date) -> bool:
        return order.first_day <= one and (order.last_day is None or one <= order.last_day)

    if not concerns(day):
        return True
    return in_spans(hours, hours if concerns(before) else (), moment)


def scan(hours: str, expected: dict[datetime, bool]) -> None:
    """Holds the state, and until when it says that it holds, to each minute."""
    moment, end = FIRST, FIRST + timedelta(DAYS)
    while moment < end:
        state = hours_at(hours, moment)
        until = min(state.until or end, end)
        assert until > moment
        while moment < until:
            assert expected[moment] == state.is_open, (hours, moment, state)
            moment += MINUTE


NIGHTS = Week((((1080, 120),),) * 7)
A_NIGHT_ORDER = (Order(["79"], date(2026, 9, 1), date(2026, 9, 2), "20:00-01:00"), ((1200, 60),))


@settings(deadline=None, max_examples=15)
@example(NIGHTS, [A_NIGHT_ORDER], None)
@given(
    weeks.filter(lambda week: not unclear(week)),
    st.lists(orders(), max_size=3),
    st.one_of(st.none(), st.tuples(ANY_DAY, st.sampled_from([SHUT, "08:00-12:00"]))),
)
def test_open_now_is_what_a_look_at_each_minute_says(
    week: Week, said: list[tuple[Order, Spans]], other: tuple[date, str] | None
) -> None:
    nights = any(closes < opens for day in week.days for opens, closes in day)
    if nights or week.holidays is not None:
        other = None  # what is left of a night before such a day, every parser says differently
    usual = written(week)
    own = usual
    if other is not None:
        own = hours_with(usual, [OtherDays(other[0], other[0], other[1])], FIRST.date())
    hours = hours_within(own, all_of(order for order, _hours in said))
    expected = {}
    for number in range(DAYS * 24 * 60):
        moment = FIRST + number * MINUTE
        is_open = holds(week, moment)
        if other is not None and moment.date() == other[0] >= FIRST.date():
            is_open = other[1] != SHUT and 8 <= moment.hour < 12
        expected[moment] = is_open and all(lets_open(*one, moment) for one in said)
    scan(hours, expected)
    ahead = [span for day in days_open(hours, FIRST.date(), DAYS) for span in day]
    for moment in list(expected)[24 * 60 :: 15]:  # the night before the first day is not told
        assert any(opens <= moment < closes for opens, closes in ahead) == expected[moment], moment


def test_without_orders_hours_are_as_they_were() -> None:
    assert hours_within("Mo-Su 07:00-21:00", "") == "Mo-Su 07:00-21:00"
    assert hours_at(hours_within("", ""), FIRST) == (True, None)


def test_hours_that_are_not_told_are_still_bound() -> None:
    order = Order(["79"], date(2026, 9, 1), date(2026, 9, 2), SHUT)
    within = hours_within("", order.text)
    assert hours_at(within, FIRST + timedelta(1, hours=5)) == (False, FIRST + timedelta(3))
    assert hours_at(within, FIRST + timedelta(3)).is_open


def test_one_shut_by_two_orders_in_turn_opens_when_both_let_it() -> None:
    one = Order(["79"], date(2026, 9, 1), date(2026, 9, 2), SHUT)
    then = Order(["79"], date(2026, 9, 3), date(2026, 9, 3), "10:00-12:00")
    hours = hours_within("Mo-Su 11:30-21:00", all_of([one, then, one]))
    assert hours.count("\n") == 2  # the same order twice is one
    opens = FIRST + timedelta(3, hours=11, minutes=30)
    assert hours_at(hours, FIRST + timedelta(1, hours=12)) == (False, opens)
    assert hours_at(hours, opens) == (True, FIRST + timedelta(3, hours=12))
