from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.cli.commands import Commands

ASK = 'COMPREPLY=(); _rlmchat; printf "%s\\n" "${COMPREPLY[@]}"'


def complete(script: str, *words: str) -> list[str]:
    """What bash offers for the last of these words."""
    quoted = " ".join(f"'{word}'" for word in words)
    code = f"{script}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; {ASK}"
    return subprocess.run(["bash", "-c", code], check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_offers_commands_actions_flags_and_values(rlmchat: Commands) -> None:
    script = rlmchat.ok("completions", "bash").out
    assert complete(script, "rlmchat", "co") == ["corrections", "config", "completions"]
    assert complete(script, "rlmchat", "corrections", "li") == ["list"]
    assert "--category" in complete(script, "rlmchat", "corrections", "list", "--")
    assert complete(script, "rlmchat", "ask", "--mode", "d") == ["deterministic"]
    assert complete(script, "rlmchat", "completions", "z") == ["zsh"]
    assert complete(script, "rlmchat", "--home", "x") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_take_their_script(rlmchat: Commands, shell: str) -> None:
    script = rlmchat.ok("completions", shell).out
    assert "corrections" in script
    if found := shutil.which(shell):
        subprocess.run([found, "-n", "/dev/stdin"], input=script, check=True, text=True)


def test_an_unknown_shell(rlmchat: Commands) -> None:
    assert rlmchat("completions", "cmd").code == 2
