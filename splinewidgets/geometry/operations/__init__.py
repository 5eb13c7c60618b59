"""The operations of torch that a network may consist of, and how each is carried out."""
