"""What is sent twice is done once: each form of each page shows the version that it has seen, or has a word of its own
(`office.once`), or is listed here with what makes its second sending harmless."""

import re

from django.urls import Resolver404, resolve

KNOWN_BY = re.compile(r"""name=["']?(version|once|seen)["' >]""")
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ACTION = re.compile(r"""\baction="([^"?#]*)""")
HARMLESS = {
    "account_change_password": "asks for the present password, which is another one afterwards",
    "account_login": "signs in once more",
    "account_logout": "there is nobody left to sign out",
    "account_reauthenticate": "asks for the password once more",
    "account_reset_password": "one more mail with the same link; throttled",
    "account_reset_password_from_key": "the link works once",
    "accounts:invitation": "the link works once",
    "accounts:invite-list": "one account an address",
    "accounts:membership-add": "a role is held once at a time",
    "accounts:profile": "sets the same again",
    "accounts:redact": "a line is blanked once",
    "accounts:sessions": "ends what is no longer there",
    "accounts:tokens": "one open key a name",
    "accounts:user": "an account is closed or opened once; a new link closes the one before",
    "accounts:user-invite": "one account an address",
    "missions:forecast-keep": "one forecast of the same inputs a day",
    "missions:import": "a sheet to be looked through; bringing it in is known by what was seen",
    "office:mail-off": "sets the same again",
    "office:mail-retry": "one conditional update",
    "office:mail-retry-all": "one conditional update for each",
    "office:my-mail": "sets the same again",
    "overview:theme": "sets the same again",
    "personnel:course-enrol": "an officer is enrolled once; the form for numbers has a word of its own",
    "personnel:course-import": "a sheet to be looked through",
    "personnel:course-results": "sets the same again",
    "personnel:roster-import": "a sheet to be looked through",
    "plan:board-bulk": "a choice to be looked through; saving it is known by the versions of its rows",
    "plan:board-view": "one view a name",
    "plan:board-views": "one view a name",
    "plan:comment-withdraw": "a comment is withdrawn once",
    "plan:comments": "what its author has just said there is not said again",
    "plan:import": "a sheet to be looked through",
    "reports:progress": "one report of the same question",
    "reports:progress-cancel": "a run is cancelled once",
    "reports:progress-note-withdraw": "a note is withdrawn once",
    "reports:progress-subscription": "sets the same again",
    "reports:quarterly": "a report is begun once",
    "reports:quarterly-bring": "a sheet to be looked through",
    "reports:quarterly-files": "only what takes a file away: it is gone by then",
    "reports:quarterly-section": "each answer carries its own version",
    "reports:questionnaire-bring": "one draft of a questionnaire",
    "reports:remind": "the ledger: each person once a day",
    "reports:wording-edit": "carries the number of the wording that was read",
    "set-language": "sets the same again",
}


def nameless(page: str, here: str) -> set[str]:
    """The routes to which a page sends a form that nothing tells from its second sending."""
    found = set()
    for head, inside in FORM.findall(page):
        if 'method="post"' in head.lower() and not KNOWN_BY.search(inside):
            action = ACTION.search(head)
            found.add(_route_of(action[1] if action and action[1] else here))
    return found


def _route_of(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return address
