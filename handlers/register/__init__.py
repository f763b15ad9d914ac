"""Opening a store by chat."""
