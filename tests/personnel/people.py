"""A ministry of three units with officers who differ in all that is asked of them."""

from datetime import date

from personnel.models import LanguageSkill
from tests.personnel.rows import LanguageFactory, OfficerFactory, PostingFactory

TODAY = date(2026, 11, 20)


def speaks(officer, code="fr", level=4, dated_on=date(2024, 5, 1)):
    return LanguageSkill.objects.create(officer=officer, language=LanguageFactory(code=code), level=level, dated_on=dated_on)


def staff(department, geographic, embassy):
    """Cán bộ 901 of the personnel department, Cán bộ 902 of Vụ Châu Âu, and Cán bộ 903 of Vụ Châu Âu who serves at emb-fr."""
    own = OfficerFactory(name="Cán bộ 901", unit=department, rank="tham_tan")
    other = OfficerFactory(name="Cán bộ 902", unit=geographic, rank="bi_thu_1")
    abroad = OfficerFactory(name="Cán bộ 903", unit=geographic)
    PostingFactory(officer=abroad, unit=embassy, from_on=date(2025, 9, 1), until_on=date(2028, 9, 1))
    speaks(own, "fr", 5)
    speaks(other, "ar", 3)
    return own, other, abroad
