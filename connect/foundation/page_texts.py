"""Templates are compiled once for each language, with its texts in them.

A page has fifty texts, addresses of files and icons that are always the same: to look them up each
time took a third of drawing it.
"""

import re
from typing import Any

from flask.templating import Environment
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context

from connect.foundation.i18n import language

ICONS = "components/icon.html"
# {{ _("…") }}, {{ asset("…") }}, {{ icon("…") }}, and nothing else between the braces.
_ALWAYS_ALIKE = re.compile(r"""\{\{ ?(_|asset|icon)\((["'])((?:(?!\2)[^\\])*)\2\) ?\}\}""")


class Page(Template):
    """A template whose macros others import as they are.

    Jinja looks at each import whether the page has globals of its own, name by name. Ours have
    none.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class Pages(Environment):
    """The templates: one that is asked for is given in the language of the answer."""

    template_class = Page
    spoken = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._in_language: dict[str, Pages] = {}
        self.add_extension(_Said)

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002 - Jinja's
        """As Jinja's; outside of a page it is the one of the language that is spoken now."""
        if self.spoken:
            return super().get_template(name, parent, globals)
        spoken = language()
        pages = self._in_language.get(spoken)
        if pages is None:
            pages = self.overlay()  # shares all but what is compiled
            pages.spoken = spoken
            self._in_language[spoken] = pages
        return pages.get_template(name, parent, globals)


class _Said(Extension):
    """Says what is always alike while a template is read."""

    environment: Pages

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with its texts, addresses and icons in it."""
        if not self.environment.spoken or name == ICONS:
            return source
        return _ALWAYS_ALIKE.sub(self._said, source)

    def _said(self, found: re.Match[str]) -> str:
        call, _quote, text = found.groups()
        pages: Any = self.environment
        if call != "_" and pages.auto_reload:  # in development files change under a running server
            return found[0]
        say = pages.get_template(ICONS).module.icon if call == "icon" else pages.globals[call]
        html = str(say(text))
        return found[0] if "{" in html else html
