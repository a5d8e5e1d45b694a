"""How the documentation is put together: Markdown to pages, without a network."""

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = "Daybreak"
author = "The Daybreak project"
copyright = "The Daybreak project, Apache License 2.0"  # noqa: A001 - Sphinx's own name

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3  # so that a heading can be linked by its words, as elsewhere

html_theme = "furo"
html_title = "Daybreak"
html_copy_source = False
html_show_sphinx = False


def setup(app: Sphinx) -> None:
    """Show a Mermaid drawing as its text; the same drawing stands beside it as a picture."""
    app.add_lexer("mermaid", TextLexer)
