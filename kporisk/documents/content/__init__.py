"""Checklists, rules, method and tables of facts: from an organisation's folders to the model, every fault at its place."""
