"""Writes `js/src/wire/*.gen.ts` from `splinewidgets.pictures.wire_types` and from the traits of the widgets."""
