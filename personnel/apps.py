from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "personnel"

    def ready(self) -> None:
        from accounts import checking, words
        from office import outbox, panels
        from personnel import integrity, training_indicators
        from personnel import people_wording as people
        from personnel import training_wording as training
        from personnel.notices import KINDS as MAIL
        from personnel.panels import STAFF

        words.register(people.VERBS, people.KINDS, people.PARTS)
        words.register(training.VERBS, training.KINDS, training.PARTS)
        panels.register(STAFF)
        outbox.register(*MAIL)
        training_indicators.register()
        checking.register(personnel_words=integrity.words)
