"""What of a record is embedded: its two keys, the situation and the rule."""

from __future__ import annotations

from rlmchat.learning.correction import Correction

LONGEST_KEY = 600
"""Characters of a key that are embedded: what comes later in a long text only blurs the vector."""


def situation_text(query: str, original: str, corrected: str) -> str:
    """The first key, query + original; a rule that came without either stands for itself."""
    return f"{query}\n{original}".strip()[:LONGEST_KEY] or corrected[:LONGEST_KEY]


def rule_text(original: str, corrected: str, explanation: str) -> str:
    """The second key, original → corrected + explanation."""
    rule = f"{original} → {corrected}" if original else corrected
    return f"{rule}\n{explanation}".strip()[:LONGEST_KEY]


def keys_of(record: Correction) -> tuple[str, str]:
    """Both keys of a record, in the order in which they are embedded."""
    return (
        situation_text("\n".join(record.questions), record.original_output, record.corrected_output),
        rule_text(", ".join(record.wrongs), record.corrected_output, record.explanation),
    )
