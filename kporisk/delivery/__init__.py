"""What leaves the workspace on its own: digests by mail and webhook, calendars, schedules, logs. Counts and ids, never answers."""
