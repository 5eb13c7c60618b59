"""Everything that travels between Python and the browser, declared once; `make wire` writes it for TypeScript."""
