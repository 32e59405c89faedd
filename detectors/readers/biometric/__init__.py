"""Biometric: templates, interchange records, embeddings and medical pictures, told by their structure; nothing is ever compared."""
