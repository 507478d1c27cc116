"""The coordinators' desk: who waits in their area, and for whom nobody is left to ask."""
