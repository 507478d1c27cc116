"""The table of areas whose outlines are known."""

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.audit import BIG_ID
from connect.foundation.database import Model

SRID = 4326
# WKB goes in; PostGIS makes its geometry of it, SQLite keeps it as it is.
OUTLINE = sa.LargeBinary().with_variant(
    Geometry("MULTIPOLYGON", srid=SRID, spatial_index=False, from_text="ST_GeomFromWKB"),
    "postgresql",
)


class Area(Model):
    """An administrative unit with its outline; all but that and its box is as in the gazetteer.

    `lat`, `lon`: its middle; `west` … `north`: the box around it, degrees. Beside it stands the
    index of the boxes: an R*Tree `area_rtree` kept by triggers, or GiST on the outline.
    """

    __tablename__ = "area"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('ward', 'district', 'province')", name="kind"),
        sa.CheckConstraint("west <= east AND south <= north", name="box"),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(8))
    current: Mapped[bool]
    province_code: Mapped[str] = mapped_column(sa.String(12))
    lat: Mapped[float]
    lon: Mapped[float]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    outline: Mapped[bytes] = mapped_column(OUTLINE, deferred=True)
