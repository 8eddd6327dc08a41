"""Files on one side, the model on the other: reading, checking, normal forms, schemas."""
