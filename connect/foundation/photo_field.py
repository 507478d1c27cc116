"""A photo in a form: what comes from a phone, or why it cannot be kept."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from connect.foundation.database import let_go_of_connection
from connect.foundation.pictures import Busy, Picture, WrongPicture, read_picture

BUSY = _l("Many pictures are coming in. Please wait a minute, choose it again and send.")
UNREADABLE = _l("We cannot read this picture. Please choose another one: JPEG, PNG or WebP.")


class PhotoField(FileField):  # type: ignore[misc]  # Flask-WTF ships no types
    """One picture. It is read last, by `read`: it is the most work of a form."""

    picture: Picture | None = None

    def read(self) -> bool:
        """Whether there is none, or it is ready in `picture`; why not stands beside the field."""
        if not self.data:
            return True
        let_go_of_connection()
        try:
            self.picture = read_picture(self.data.read())
        except Busy:
            self.errors = [BUSY]
            return False
        except WrongPicture:
            self.errors = [UNREADABLE]
            return False
        return True
