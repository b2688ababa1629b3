"""Who sees and changes what of personnel, a module for each part; objects are fetched through the user (design rule 14)."""
