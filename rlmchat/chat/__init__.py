"""One turn of a chat: the story, its events, the prompt and the door to the history."""
