"""Who may use which route: a route without a rule here is refused to everybody."""

from typing import Final, Literal

Rule = Literal["everybody", "signed_in", "interviewer", "coordinator"]

RULES: Final[dict[str, Rule]] = {
    "health": "everybody",
    "favicon": "everybody",
    "front": "everybody",
    "show_sign_in": "everybody",
    "sign_in": "everybody",
    "report_stylesheet": "everybody",
    "sign_out": "signed_in",
    "choose_language": "everybody",
    "list_waves": "coordinator",
    "show_wave": "coordinator",
    "show_report": "coordinator",
    "preview_report": "coordinator",
    "download_report": "coordinator",
    "order_report": "coordinator",
    "show_desk": "coordinator",
    "decide_mail": "coordinator",
    "settle_letter": "coordinator",
    "list_decisions": "coordinator",
    "show_mail": "coordinator",
    "show_settled": "coordinator",
    "show_formatted": "coordinator",
    "download_attachment": "coordinator",
    "download_original": "coordinator",
    "list_letters": "coordinator",
    "show_letter": "coordinator",
    "grade_letter": "coordinator",
    "list_wave_letters": "coordinator",
    "show_times": "coordinator",
    "list_accounts": "coordinator",
    "show_account": "coordinator",
    "release_account": "coordinator",
    "order_check": "coordinator",
    "list_calls": "interviewer",
    "show_call": "interviewer",
    "submit_call": "interviewer",
}
"""Rule by route name. An interviewer's route also asks that the call is their own, where it names one."""


def may_use(rule: Rule, role: str | None) -> bool:
    """Whether somebody with this role (None: not signed in) may use a route with this rule."""
    if rule == "everybody":
        return True
    return role is not None if rule == "signed_in" else role == rule
