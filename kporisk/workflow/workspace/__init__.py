"""The workspace: a folder with settings, register, evidence and what is made from them."""
