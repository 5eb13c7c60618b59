"""Ground of all widgets: threads, messages, types of traits, stills in notebooks."""
