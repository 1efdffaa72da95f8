"""A study on real meetings whose whole is known: what a part of each tells of the whole, and what it costs."""
