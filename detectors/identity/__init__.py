"""Identity documents, told from lines of text and payloads of barcodes: zones, licences, words, and a verdict."""
