"""The arrows of the flow. Each: `async def verb(tools, …values) -> value`; no transaction is open meanwhile."""
