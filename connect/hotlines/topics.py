"""What people call about, in the order in which it is shown."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Topic(StrEnum):
    """One thing that a hotline is for."""

    EMERGENCY = "emergency"
    COVID = "covid"
    MEDICAL_ADVICE = "medical_advice"
    FOOD = "food"
    CHILDREN = "children"
    VIOLENCE = "violence"
    MENTAL_HEALTH = "mental_health"
    ELDERS = "elders"
    AUTHORITY = "authority"


TOPICS = {
    Topic.EMERGENCY: _l("Life in danger"),
    Topic.COVID: _l("COVID-19"),
    Topic.MEDICAL_ADVICE: _l("Medical advice"),
    Topic.FOOD: _l("Food and essentials"),
    Topic.CHILDREN: _l("Children"),
    Topic.VIOLENCE: _l("Violence at home"),
    Topic.MENTAL_HEALTH: _l("Someone to talk to"),
    Topic.ELDERS: _l("Old or disabled people"),
    Topic.AUTHORITY: _l("Local authority"),
}
# Who reads of these may be watched at home: their pages have a quick way out.
SENSITIVE = frozenset((Topic.CHILDREN, Topic.VIOLENCE))
