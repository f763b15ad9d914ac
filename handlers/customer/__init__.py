"""What customers can do in a chat."""
