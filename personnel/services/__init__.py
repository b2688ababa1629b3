"""Changes of personnel, a module for each thing that is changed; whoever changes something imports its module."""
