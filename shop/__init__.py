"""Every operation and rule of a shop. Operations take an open transaction, never commit, and refuse by `ShopError`."""
