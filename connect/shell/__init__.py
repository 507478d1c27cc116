"""What a phone keeps of us: the worker, the installed app, the page for a line that is gone."""
