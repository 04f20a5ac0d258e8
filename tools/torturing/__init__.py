"""What a night must withstand, one module for each kind of trouble; tools/torture runs them."""
