from typing import ClassVar

from django.db import models

from plan.bilingual import Bilingual


class Country(Bilingual, models.Model):
    """A name for a code. The codes are keys, not statements; the names are never those of a library."""

    iso2 = models.CharField(max_length=2, primary_key=True)
    name_vi = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    basis = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["iso2"]

    def __str__(self) -> str:
        return self.text("name") or self.iso2
