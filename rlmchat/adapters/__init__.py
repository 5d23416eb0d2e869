"""The rooms that know a vendor: LiteLLM, Chroma, SQLite, embedders, keyring."""
