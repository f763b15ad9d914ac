"""What people and tests steer the stand-in by: phones, faults, the journal, and the page."""
