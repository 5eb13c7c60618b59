"""Texts of users on a page, written as Markdown: their HTML is text."""

from __future__ import annotations

from html import escape

from markdown_it import MarkdownIt

# Links lead elsewhere, and images would be asked of somebody: a page makes no request.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def as_html(text: str) -> str:
    """HTML of a text."""
    return str(_MARKDOWN.render(text))


def as_words(text: str) -> str:
    """HTML of words that are shown as they are."""
    return escape(text)
