"""The expert's own pages: tasks, declaring, marking, conferring, defences."""
