"""A client of AgentSpec servers."""
