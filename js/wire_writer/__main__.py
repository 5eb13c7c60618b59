"""`make wire`: bring the TypeScript types up to date with Python."""

from __future__ import annotations

from wire_writer.files import FOLDER, generated

if __name__ == "__main__":
    wanted = generated()
    for file in FOLDER.glob("*.ts"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
