"""By what name somebody appears in public: pure."""

from connect.diary.models import LONGEST_NAME


def given_name(name: str) -> str:
    """What a person is called, which in Vietnam stands last: `Tư` of `Bà Nguyễn Thị Tư`.

    Empty where nothing is known, or where it is no name: people type numbers there, too.
    """
    last = name.rsplit(maxsplit=1)[-1] if name.split() else ""
    return last if len(last) <= LONGEST_NAME and last.isalpha() else ""
