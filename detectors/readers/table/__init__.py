"""Tables: rows and columns, whatever holds them."""
