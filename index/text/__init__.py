"""Reading plain text: sentences, residue and terms, all by code-point offsets."""
