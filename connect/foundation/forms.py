"""The base of every HTML form: cleaned text, and fields that refuse what only breaks."""

from collections.abc import Iterable, Iterator
from typing import Any

import wtforms
from flask_babel import get_domain
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    FormField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Length, NumberRange

from connect.foundation.errors import N_
from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line, clean_text

LONGEST_ROW_NUMBER = 4
TOO_LONG = _l("This is too long: %(max)d characters at most.")
# What WTForms itself says of values that no page of ours offers.
WTFORMS_WORDS = (
    N_("Not a valid choice."),
    N_("'%(value)s' is not a valid choice for this field."),
    N_("'%(value)s' are not valid choices for this field."),
    N_("Not a valid integer value."),
    N_("Invalid Choice: could not coerce."),
    N_("Invalid choice(s): one or more data inputs could not be coerced."),
)


class _OurWords:
    """WTForms' messages from our own catalogues: it has no Vietnamese ones."""

    def gettext(self, string: str) -> str:
        return str(get_domain().get_translations().ugettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(get_domain().get_translations().ungettext(singular, plural, n))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form in the language of the page, protected against forged posts."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # nor here
        """WTForms' settings."""

        def get_translations(self, _form: Any) -> _OurWords:
            """Who translates."""
            return _OurWords()

    def add_errors(self, errors: dict[str, list[str]]) -> None:
        """Puts a use case's refusals (`Invalid.errors`) beside the fields they speak of."""
        for name, texts in errors.items():
            field = self._fields.get(name)
            if field is None:
                self.form_errors.extend(texts)
            else:
                field.errors = [*field.errors, *texts]

    @property
    def first_errors(self) -> dict[str, str]:
        """Field name to its first error, for the summary on top; `None` for the whole form."""
        fields = [
            one
            for field in self._fields.values()
            for one in (field.parts if isinstance(field, RowsField) else (field,))
        ]
        found = {field.id: str(field.errors[0]) for field in fields if field.errors}
        return found | ({"": str(self.form_errors[0])} if self.form_errors else {})


class LineField(StringField):
    """One line of cleaned text."""

    def __init__(self, label: Any = None, *, most: int, validators: Iterable[Any] = (), **kw: Any):
        super().__init__(
            label,
            [*validators, Length(max=most, message=TOO_LONG)],
            filters=[_clean(clean_line)],
            **kw,
        )


class LinesField(TextAreaField):
    """Some lines of cleaned text."""

    def __init__(self, label: Any = None, *, most: int, validators: Iterable[Any] = (), **kw: Any):
        super().__init__(
            label,
            [*validators, Length(max=most, message=TOO_LONG)],
            filters=[_clean(clean_text)],
            **kw,
        )


class PhoneField(LineField):
    """A phone as people write it; `data` becomes E.164. What was typed stays in the form."""

    def __init__(self, label: Any = None, *, validators: Iterable[Any] = (), **kw: Any):
        super().__init__(label, most=40, validators=validators, **kw)
        self.e164: str | None = None

    def post_validate(self, _form: Any, validation_stopped: bool) -> None:
        """Checks the number. Raises `ValidationError` with an example of a right one."""
        if self.data and not validation_stopped:
            try:
                self.e164 = parse_phone(self.data)
            except WrongPhone:
                raise ValidationError(
                    _l(
                        "This number is not right yet: Vietnamese numbers have 10 digits, "
                        "for example 0912 345 678."
                    )
                ) from None


class WholeField(IntegerField):
    """A whole number within bounds; anything else gets one and the same clear answer."""

    def __init__(self, label: Any = None, *, least: int, most: int, **kw: Any):
        self.bounds = _l("Write a whole number from %(min)d to %(max)d.", min=least, max=most)
        super().__init__(label, [NumberRange(least, most, self.bounds)], **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the number. Raises `ValueError` with the bounds."""
        text = clean_line(valuelist[0]) if valuelist else ""
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            self.data = None
            raise ValueError(self.bounds)
        self.data = int(text)


class RowForm(PlainForm):
    """One row of a form that has several alike."""

    class Meta:
        """WTForms' settings: the words are those of the form around."""

        def get_translations(self, form: Any) -> Any:
            """Who translates."""
            return Form.Meta.get_translations(Form.Meta(), form)


class RowsField(FieldList):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows of a form, at most `most`. A row whose number is none is no row."""

    def __init__(self, row: type[PlainForm], *, most: int, **kwargs: Any) -> None:
        super().__init__(FormField(row), max_entries=most, **kwargs)

    @property
    def parts(self) -> list[Any]:
        """The fields of all rows."""
        return [field for row in self for field in row.form]

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        # WTForms calls `int` on whatever `isdigit`: on "²", and on thousands of digits.
        for name in formdata:
            if name.startswith(f"{prefix}-"):
                number = name[len(prefix) + 1 :].partition("-")[0]
                if number.isascii() and number.isdigit() and len(number) <= LONGEST_ROW_NUMBER:
                    yield int(number)


class TilesField(SelectMultipleField):
    """Several of a few things, each one a large tile with a box to tick."""

    def pre_validate(self, _form: Any) -> None:
        """Raises `ValidationError` for a value that is not offered."""
        offered = {value for value, *_label in self.iter_choices()}
        if not offered.issuperset(self.data or ()):
            raise ValidationError(_l("This kind of help is not known."))


def options(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """The choices of a field from values and their words."""
    choice: Any = wtforms.SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
    return [choice(value, label) for value, label in pairs]


def given(message: Any) -> DataRequired:
    """The validator of a field that must be filled, with its own words."""
    return DataRequired(message)


def _clean(clean: Any) -> Any:
    def filter_(value: str | None) -> str | None:
        return clean(value) if isinstance(value, str) else value

    return filter_
