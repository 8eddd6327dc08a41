"""The file of settings that `kporisk init` writes: every key with what it does, its default after `#`."""

from __future__ import annotations

_TEMPLATE = """\
# The settings of this workspace. A line that begins with # is not read: take the # away and change the value.
# Options on the command line count first, then KPORISK_* variables, then this file.
# Spans of time: 30s, 90m, 36h, 30d (seconds, minutes, hours, days). Relative paths begin in this folder.

[workspace]
# Made by `kporisk init`; it marks what belongs to this workspace and never changes.
id = "{id}"

[register]
# A PostgreSQL database for teams (pip install kporisk[postgres]), without a password: that goes into PGPASSFILE or a service.
# Default: the file register.sqlite in this folder.
#url = "postgresql://kporisk@db.example.com/kporisk"

[key]
# The file with the master key, outside this folder, readable by its owner only (mode 0600). Keep a copy of it elsewhere:
# nobody can read the register without it. KPORISK_KEY_FILE and a systemd credential count first.
# Default: ~/.config/kporisk/keys/{id}.key
#file = "~/.config/kporisk/{id}.key"

[report]
# The languages in which reports are made by themselves: en, fr.
#languages = ["en"]
# For whom: internal (everything), legal (all but internal notes), vendor (what a vendor may see), summary (two pages).
#audience = "legal"
# The folder of your own look: look.yaml, logo, templates. Default: ours.
#look = "look"

[checklists]
# Folders of your own checklists, rules and texts, laid over the shipped ones in this order; what they change
# counts once `kporisk checklist adopt` has taken it up. Default: the folder checklists, where something lies in it.
#own = ["checklists"]

[reassess]
# How many vendors are assessed at once, at least 1. Default: one a core.
#jobs = 2
# After this time no further vendor is begun; the rest waits for the next run. Default: no limit.
#max_runtime = "2h"
# Whether reports are made for what has changed.
#render = true

[due]
# How far ahead `kporisk due` looks, in days.
#within = "30d"

[status]
# How long ago the last good run may be before `kporisk status --check` complains.
#max_age = "36h"
# How many days a vendor may be overdue before it complains.
#grace = "0d"

[lock]
# How long a command waits for another one that is writing.
#timeout = "30s"

[mail]
# The digest of a run: counts and ids, never answers. Without host nothing is sent; host, sender and recipients belong together.
#host = "mail.example.com"
# tls (from the first byte) or starttls; mail is never sent in the clear.
#security = "starttls"
# Default: 587 for starttls, 465 for tls.
#port = 587
#sender = "kporisk@example.com"
#recipients = ["compliance@example.com"]
# The account, and the file with its password (mode 0600). Default: none.
#user = "kporisk"
#password_file = "/etc/kporisk/mail.password"
# The certificates to trust instead of the system's. Default: the system's.
#ca_file = "/etc/kporisk/ca.pem"

[webhook]
# An address, https only, that is told the same as JSON. Default: none.
#url = "https://hooks.example.com/kporisk"
# The file with the secret that signs the message (mode 0600). Default: not signed.
#secret_file = "/etc/kporisk/webhook.secret"
# The certificates to trust instead of the system's. Default: the system's.
#ca_file = "/etc/kporisk/ca.pem"

[log]
# Where the log of runs goes. Default: the terminal (stderr).
#file = "/var/log/kporisk.log"
# json (a line each, for machines) or text.
#format = "json"
"""


def settings_template(workspace_id: str) -> str:
    """The text of a new `kporisk.toml`. `workspace_id`: sixteen small letters and digits."""
    return _TEMPLATE.replace("{id}", workspace_id)
