"""Records states of widgets, and what Python answers a page: what harness and view tests play without a kernel."""
