"""Ways to reach people besides chats."""
