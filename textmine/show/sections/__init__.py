"""SECTIONS: what a report says of each result, in words, tables and charts."""
