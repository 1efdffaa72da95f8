"""Looking back and ahead: the bill against the ledger, odd days, where the month will end."""
