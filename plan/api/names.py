"""Names that several answers carry."""

from rest_framework import serializers as f


class UnitName(f.Serializer):
    code = f.CharField()
    name_vi = f.CharField()
    name_en = f.CharField()
