"""The networks' weights: fetched once, verified, drawn as graphs, made light."""
