"""All pages that are made, and what is in them."""

from collections.abc import Mapping
from pathlib import Path

from docs.generate.finding import FINDINGS, Finding, load_findings
from docs.generate.finding_page import page
from docs.generate.included import filled, marked_pages
from docs.generate.notebook import executed, notebooks
from docs.generate.pictures import pictures
from docs.generate.rooms import CONTRIBUTING, contributing
from docs.generate.specification import ROOT
from docs.generate.traceability import PAGE, traceability_page
from slotq.oracle.verdict import codes
from slotq.verify.manifest import Manifest, load_manifest

_INDEX = """\
# Findings

Faults and limits of the original, and misuses that it cannot detect. Each page has the property
that is violated, the shortest counterexample, a schedule of the real code that shows the same, and
a fix, with the models that show that it is one.

The pages are generated: `python -m docs.generate` writes them from the `.toml` file next to each,
from the [specification](../../spec/README.md), and from the counterexamples that TLC
[found](../../models/counterexamples). Each finding is run by a test, on the code as it is and on
the fixed code.

| finding | it is | property | states |
|---|---|---|---|
"""


def pages() -> dict[Path, str]:
    """Write all pages, by the files that they belong in.

    Raises:
        MarkError: A page has a mark that cannot be filled.
        NotebookError: A cell of a notebook fails.
    """
    manifest = load_manifest()
    findings = load_findings()
    made = {FINDINGS / f"{name}.md": page(f, manifest) for name, f in findings.items()}
    made[FINDINGS / "README.md"] = _index(findings, manifest)
    made[PAGE] = traceability_page()
    made[ROOT / "docs" / "codes.md"] = codes.page()
    made[CONTRIBUTING] = contributing()
    made |= pictures()
    made |= {path: executed(path) for path in notebooks()}
    return made | {path: filled(path) for path in marked_pages()}


def _index(findings: Mapping[str, Finding], manifest: Manifest) -> str:
    return _INDEX + "".join(
        f"| [{finding.title}]({name}.md) | {finding.kind} | {finding.property.name}"
        f" | {manifest.find(finding.example.model).length} |\n"
        for name, finding in findings.items()
    )
