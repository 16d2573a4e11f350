"""What pages are built of: lists, facets, details, tables and the files made of them."""
