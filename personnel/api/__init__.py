"""The calls of personnel, a module for each part."""
