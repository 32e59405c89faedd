"""Media: what pictures show. Its models are of the extra `media`; nothing here recognises anybody, and no embedding is computed."""
