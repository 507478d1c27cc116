"""The figures of a desk: as a page, and as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from connect import geo
from connect.desk.access import own_areas
from connect.desk.figures import LATELY, WARDS, Figures, Ward, figures_of
from connect.foundation.formulas import shielded
from connect.foundation.i18n import language, lasting
from connect.responders import category_labels

COLUMNS = (
    "code", "ward", "waiting", "urgent", "nobody_left", "median_wait_minutes", "p90_wait_minutes",
    "somebody_going", "asked_7_days", "helped_7_days", "could_come_now",
)  # fmt: skip
bp = Blueprint("desk_figures", __name__)


@bp.get("/desk/figures")
def page() -> str:
    """Who waits where and how long, for what, and who could come."""
    areas = own_areas()
    found, labels = figures_of(areas), category_labels()
    return render_template(
        "desk/figures.html",
        area=geo.area_names(areas),
        found=found,
        unmet=[
            (labels[code].name(language()) if code in labels else code, count)
            for code, count in found.unmet
        ],
        lasting=lambda span: lasting(span.total_seconds(), language()) if span else "–",
        days=LATELY.days,
        most=WARDS,
    )


@bp.get("/desk/figures.csv")
def file() -> Response:
    """The same by ward, for a spreadsheet."""
    found = figures_of(own_areas())
    rows = [_cells("", _("All together"), found, None)]
    rows += [_cells(ward.code, ward.name, found, ward) for ward in found.wards]
    return table_file("desk.csv", COLUMNS, rows)


def table_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Response:
    """A table as a file for a spreadsheet. Its texts are `shielded`."""
    written = io.StringIO()
    # The mark at the beginning tells a spreadsheet that it is UTF-8.
    written.write("\ufeff")
    lines = csv.writer(written)
    lines.writerow(columns)
    lines.writerows(rows)
    answer = Response(written.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _cells(code: str, name: str, found: Figures, ward: Ward | None) -> list[str | int]:
    waits = ward.waits if ward else found.waits
    minutes: list[str | int] = [
        int(span.total_seconds() // 60) if span is not None else ""
        for span in (waits.median, waits.p90)
    ]
    counts: list[str | int] = (
        [ward.going, ward.asked_lately, ward.helped_lately, ward.able] if ward else [""] * 4
    )
    own = [waits.waiting, waits.urgent, waits.left_alone]
    return [shielded(code), shielded(name), *own, *minutes, *counts]
