"""Reports: from the figures of a recalc to HTML and Word files that people read, print and edit."""
