"""Who asks why is also told of what recall did not look at: muted, replaced, resting, elsewhere, without room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rlmchat.learning.correction import Correction, CorrectionId, Scope, Status
from rlmchat.learning.left_out import _with_room_told, explained, without_room
from rlmchat.learning.memory import Memory
from rlmchat.learning.recall import Lesson
from rlmchat.learning.recalling import Asked
from tests.learning.memories import NOW, World, canberra, rule

QUERY = "What is the capital of Australia?"


async def reasons(memory: Memory, query: str = QUERY, **where: Any) -> dict[str, str]:
    where = {"chat_id": "", "project": ""} | where
    found = await memory.recall(query, **where)
    told = await explained(memory, found, **where, now=NOW)
    assert told.lessons == found.lessons
    assert [x.correction for x in told.considered][: len(found.considered)] == [x.correction for x in found.considered]
    return {x.correction.corrected_output: x.left_out for x in told.considered}


async def test_what_was_muted_and_what_was_replaced() -> None:
    memory = await World().memory()
    kept = await memory.keep(canberra())
    await memory.mute(kept.correction.id)
    assert await reasons(memory) == {"Canberra": "muted by you"}
    assert await reasons(memory, "How do I bake bread?") == {}
    await memory.unmute(kept.correction.id)
    await memory.keep(canberra(corrected="Melbourne", explanation="No, it's Melbourne."))
    assert (await reasons(memory)).get("Canberra") == "replaced by a newer one"


async def test_a_rule_that_holds_elsewhere() -> None:
    memory = await World().memory()
    await memory.keep(rule("use tabs", scope=Scope.parse("project:/other")))
    assert (await reasons(memory, project="/here"))["use tabs"] == "holds only in project /other"


def test_a_rule_without_room_says_so_also_where_it_competed_with_the_rest() -> None:
    record = Correction(CorrectionId("a"), NOW, "", "no emoji", standing=True)
    assert without_room(record, Asked(QUERY), 20, NOW).left_out == "no room among the standing rules (20 tokens)"
    competed = Lesson(record, 0.1, 0.1, 0.9, 1.0, 1.0, standing=True, left_out="relevance below 0.6")
    assert _with_room_told(competed, 20).left_out == "no room among the standing rules (20 tokens); relevance below 0.6"
    assert _with_room_told(replace(competed, standing=False), 20).left_out == "relevance below 0.6"


async def test_what_waits_in_the_inbox_is_not_used_and_says_why() -> None:
    memory = await World().memory()
    await memory.keep(rule("no emoji", status=Status.TENTATIVE, session_id="other"))
    assert (await reasons(memory))["no emoji"]
