"""The package metadata that an index shows: the README, whose links resolve wherever it is read."""

import email
import re
import unittest
from importlib import metadata
from pathlib import Path

from document import SDK

README = SDK / "README.md"
GUIDE = SDK / "GUIDE.md"


def links(path: Path) -> "list[str]":
    return re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> "set[str]":
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {"#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Metadata(unittest.TestCase):
    def test_no_link_of_the_readme_or_the_guide_leads_to_a_file_beside_it(self) -> None:
        for path in (README, GUIDE):
            self.assertTrue(links(path), path)
            for link in links(path):
                self.assertTrue(link.startswith("https://") or link in anchors(path), f"{path.name}: {link}")

    def test_the_wheel_shows_the_readme(self) -> None:
        try:
            written = metadata.distribution("agentspec").read_text("METADATA")
        except metadata.PackageNotFoundError:
            self.skipTest("the package is not installed from its wheel")
        message = email.message_from_string(written or "")
        description = message.get_payload()
        assert isinstance(description, str)
        self.assertEqual(description.strip(), README.read_text(encoding="utf-8").strip())
        self.assertEqual(message["Description-Content-Type"].partition(";")[0], "text/markdown")
