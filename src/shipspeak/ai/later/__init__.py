"""What nobody waits for: questions that go together, at half the price."""
