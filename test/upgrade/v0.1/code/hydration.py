def hydration(flour_g, water_g):
    """How wet a dough is, in percent."""
    return 100 * water_g / flour_g
