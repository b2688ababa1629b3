"""The pages of personnel, a module for each part."""
