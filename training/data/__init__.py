"""From files of questions to examples for the reader and pairs for the encoder."""
