"""The windows through an input space that are tessellated."""
