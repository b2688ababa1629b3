from accounts.forms.audit import HistoryFilter, RedactForm
from accounts.forms.invitation import InvitationForm
from accounts.forms.lists import InviteListForm
from accounts.forms.people import EndForm, InviteForm, MembershipAddForm, MembershipForm, PeopleFilter
from accounts.forms.profile import ProfileForm
from accounts.forms.second_factor import ConfirmByCodeForm, SecondStepForm, SetUpForm
from accounts.forms.tokens import TokenForm
from accounts.forms.units import UnitForm

__all__ = [
    "ConfirmByCodeForm",
    "EndForm",
    "HistoryFilter",
    "InvitationForm",
    "InviteForm",
    "InviteListForm",
    "MembershipAddForm",
    "MembershipForm",
    "PeopleFilter",
    "ProfileForm",
    "RedactForm",
    "SecondStepForm",
    "SetUpForm",
    "TokenForm",
    "UnitForm",
]
