"""A stand-in for Twilio's WhatsApp side and the phones that talk to it. For development and tests."""
