"""The last second before and the first after the deadline, which is an instant in Hà Nội, from three places of the world."""

from datetime import timedelta

import pytest
from django.utils import timezone

from missions.models import Mission
from reports.models import QuarterlyReport
from tests.browser.test_quarterly_saving import patient
from tests.reports import filing

SECOND = timedelta(seconds=1)
PLACES = {  # zone: what its page says beside 17:00 in Hà Nội
    "America/Los_Angeles": "tức 02:00 giờ Los Angeles",
    "Asia/Kathmandu": "tức 15:45 giờ Kathmandu",
    "Pacific/Auckland": "tức 23:00 giờ Auckland",
}


@pytest.mark.django_db(transaction=True)
def test_a_second_before_is_on_time_and_a_second_after_is_late_and_received(open_page, geographic, monkeypatch):
    for number, (zone, words) in enumerate(PLACES.items()):
        for name, at in (("before", filing.DUE - SECOND), ("after", filing.DUE + SECOND)):
            unit = filing.mission(f"emb-{name}-{number}", geographic)
            Mission.objects.filter(unit=unit).update(time_zone=zone, city_vi="", city_en="")
            filing.begin(filing.owed(unit), filing.head_of(unit))
            filing.write(QuarterlyReport.objects.get(obligation__unit=unit), filing.NEEDED, filing.head_of(unit))
            monkeypatch.setattr(timezone, "now", lambda at=at: at)
            page = patient(open_page(filing.head_of(unit))[0])
            page.context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": zone})
            page.goto(f"/reports/2026-Q4/{unit.code}/check/")
            assert words in page.locator(".head .lead").inner_text()
            page.get_by_role("button", name="Gửi báo cáo quý IV/2026").click()
            page.wait_for_url("**/receipt/**")
            said = page.locator("main").inner_text()
            assert ("Gửi đúng hạn" in said, "Gửi quá hạn" in said) == (name == "before", name == "after"), (zone, name, said)
            assert QuarterlyReport.objects.get(obligation__unit=unit).was_late == (name == "after")
            monkeypatch.undo()
