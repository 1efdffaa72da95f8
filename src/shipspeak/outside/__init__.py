"""Files, mail, pager: the world and its twins."""
