"""Who answers: one protocol; OpenAI and all that speak as it does; a scripted twin."""
