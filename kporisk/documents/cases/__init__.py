"""Cases and their three parts: from what people wrote to the model, and to the normal form that is digested."""
