"""What everybody can say in a chat, customers and sellers alike."""
