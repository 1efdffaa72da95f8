"""Where the money goes, and what left the machine: the face of room `ai`, which stands below whoever may come in."""
