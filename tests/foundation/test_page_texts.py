"""Templates are compiled once for each language: nobody reads another one, all else is alike."""

from flask import Flask, render_template, render_template_string

from connect.foundation.i18n import speaking
from connect.foundation.page_texts import Pages

WORDS = {"vi": "Đăng nhập", "en": "Sign in"}


def test_a_page_is_in_the_language_of_its_reader_whoever_read_it_before(context: Flask) -> None:
    for language in ("vi", "en", "vi"):
        with speaking(language):
            page = render_template("error.html", status=404, title="?", errors=None)
        for code, words in WORDS.items():
            assert (words in page) == (code == language)


def test_what_is_said_beforehand_is_what_would_be_said(context: Flask) -> None:
    kept = context.jinja_env
    assert isinstance(kept, Pages)
    with speaking("vi"):
        kept.get_template("base.html")
        pages = kept._in_language["vi"]
        source = (
            """{{ _("Sign in") }} {{ asset('js/once.js') }} {{ icon("user") }} {{ _('a' ~ 1) }}"""
        )
        imported = '{% from "components/icon.html" import icon %}' + source
        beforehand = next(iter(pages.extensions.values())).preprocess(source, None)
        assert beforehand.endswith("{{ _('a' ~ 1) }}")
        assert render_template_string(imported).startswith(beforehand.partition("{{")[0])
