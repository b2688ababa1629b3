from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from accounts import blanking, checking, sealing, words
        from office import outbox, panels
        from plan import indicators
        from reports import integrity
        from reports.blanked import places
        from reports.kinds_of_mail import KINDS as MAIL
        from reports.owing import units_asked
        from reports.panels import MEASURE, MISSION, PROPOSED_ABOUT, PROPOSED_BY
        from reports.verbs import KINDS, PARTS, VERBS
        from reports.verifying import faults

        words.register(VERBS, KINDS, PARTS)
        for kind in ("reports.quarterlyreport", "reports.progressreport"):
            blanking.register(kind, places)
        outbox.register(*MAIL)
        for panel in (MEASURE, MISSION, PROPOSED_ABOUT, PROPOSED_BY):
            panels.register(panel)
        indicators.register_asked(units_asked)
        sealing.register(faults)
        checking.register(report_files=integrity.files, report_words=integrity.words, report_standings=integrity.standings)
