"""The settings of a workspace: `kporisk.toml`, read with every problem located."""
