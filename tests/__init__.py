"""The suite: the same tests on the embedded SQLite and on PostGIS."""
