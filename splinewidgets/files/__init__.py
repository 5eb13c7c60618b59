"""Files that are written whole or not at all, and that say when they are not what was written."""
