"""The calls about the network (design part 6), over the same access and questions as the pages."""
