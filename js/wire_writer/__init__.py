"""Writes `js/src/wire/generated` from `splinewidgets.pictures.wire_types` and from the traits of the widgets."""
