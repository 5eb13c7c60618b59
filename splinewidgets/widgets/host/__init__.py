"""What every widget needs of its host: threads, messages, types of traits, what a notebook keeps."""
