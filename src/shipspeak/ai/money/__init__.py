"""What a question may cost: priced, reserved in every budget, settled by what was used."""
