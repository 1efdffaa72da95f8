"""How talk is read: tokens, sentences, cues, questions, exchanges. Pure; no meaning is guessed from tone."""
