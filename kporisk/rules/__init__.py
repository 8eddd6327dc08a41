"""The rule language: tokens, syntax tree, types, three-valued evaluation, lint and plain words."""
