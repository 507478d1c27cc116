"""What a setting can be: each raises `SettingsError`, which names it, for any other value."""


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it. The start stops."""


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """`value`, if it is one of these."""
    if value not in allowed:
        raise SettingsError(f"CONNECT_{name} is {value!r}; it can be: {', '.join(allowed)}.")
    return value


def on_or_off(name: str, value: str) -> bool:
    """True for `on`, False for `off`."""
    return one_of(name, value, ("on", "off")) == "on"


def whole(name: str, value: str) -> int:
    """`value` as a whole number from 0 up."""
    if not value.isdecimal():
        raise SettingsError(f"{name} is {value!r}; it must be a whole number.")
    return int(value)


def positive(name: str, value: str) -> float:
    """`value` as a number above 0, below a million."""
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise SettingsError(f"CONNECT_{name} is {value!r}; it must be a number above 0.")
    return number


def redis_url(value: str) -> str | None:
    """`value` if it is an address of Redis, None where there is none."""
    if value and not value.startswith(("redis://", "rediss://", "redis+unix://")):
        raise SettingsError("CONNECT_REDIS_URL must start with redis://, rediss://, redis+unix://.")
    return value or None
