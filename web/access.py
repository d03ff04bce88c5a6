"""Who may use which route: a route without a rule here is refused to everybody.

A rule says which roles work with a page; what they reach there is a matter of membership, see `web/reach.py`.
"""

from typing import Final, Literal

Rule = frozenset[str] | Literal["everybody", "signed_in"]

CALLS: Final = frozenset({"interviewer"})
"""Making calls: each interviewer their own."""

GRADES: Final = frozenset({"interviewer", "reviewer", "coordinator", "administrator"})
"""Grading what one is given to grade."""

READS_GRADES: Final = GRADES | {"auditor"}
"""A page of theirs that shows data and changes nothing."""

REVIEWS: Final = frozenset({"reviewer", "coordinator", "administrator"})
"""Looking at grades, and deciding about them."""

READS_REVIEWS: Final = REVIEWS | {"auditor"}
"""A page of theirs that shows data and changes nothing."""

COORDINATES: Final = frozenset({"coordinator", "administrator"})
"""Planning waves, watching them, deciding the doubtful, sending reports."""

READS: Final = COORDINATES | {"auditor"}
"""A page of theirs that shows data and changes nothing."""

PEOPLE: Final = frozenset({"administrator"})
"""Looking after people and access."""

AUDITS: Final = frozenset({"auditor", "administrator"})
"""Reading the trail of everything that was done."""

RULES: Final[dict[str, Rule]] = {
    "health": "everybody",
    "favicon": "everybody",
    "front": "everybody",
    "show_sign_in": "everybody",
    "sign_in": "everybody",
    "report_stylesheet": "everybody",
    "report_colours": "everybody",
    "show_code": "everybody",
    "give_code": "everybody",
    "begin_service_sign_in": "everybody",
    "end_service_sign_in": "everybody",
    "show_invitation": "everybody",
    "accept_invitation": "everybody",
    "show_forgotten": "everybody",
    "ask_for_link": "everybody",
    "sign_out": "signed_in",
    "choose_language": "everybody",
    "list_waves": READS,
    "show_wave": READS,
    "show_board": READS,
    "show_all_boards": READS,
    "download_plan": READS,
    "show_me": "signed_in",
    "choose_colours": "signed_in",
    "save_me": COORDINATES,
    "show_security": "signed_in",
    "change_password": "signed_in",
    "end_sign_in": "signed_in",
    "end_other_sign_ins": "signed_in",
    "link_service": "signed_in",
    "unlink_service": "signed_in",
    "show_second_factor": "signed_in",
    "begin_second_factor": "signed_in",
    "confirm_second_factor": "signed_in",
    "make_recovery_codes": "signed_in",
    "drop_second_factor": "signed_in",
    "list_users": PEOPLE,
    "show_user": PEOPLE,
    "change_role": PEOPLE,
    "close_user": PEOPLE,
    "reopen_user": PEOPLE,
    "send_user_link": PEOPLE,
    "end_user_sign_ins": PEOPLE,
    "drop_user_factor": PEOPLE,
    "unlink_user": PEOPLE,
    "show_invite": PEOPLE,
    "invite": PEOPLE,
    "resend_invitation": PEOPLE,
    "revoke_invitation": PEOPLE,
    "make_calendar": CALLS,
    "revoke_calendar": CALLS,
    "calendar_feed": "everybody",
    "show_members": READS,
    "add_to_members": COORDINATES,
    "remove_from_members": COORDINATES,
    "show_new_wave": COORDINATES,
    "create_wave": COORDINATES,
    "show_copy": COORDINATES,
    "copy_wave": COORDINATES,
    "show_steps": READS,
    "delete_wave": COORDINATES,
    "show_frame": READS,
    "save_frame": COORDINATES,
    "show_municipalities": READS,
    "choose_municipalities": COORDINATES,
    "leave_out_municipalities": COORDINATES,
    "paste_municipalities": COORDINATES,
    "download_template": COORDINATES,
    "show_municipality": READS,
    "save_municipality": COORDINATES,
    "show_overview": READS,
    "download_overview": READS,
    "show_report": READS,
    "preview_report": READS,
    "show_comments": READS,
    "decide_about_comments": COORDINATES,
    "show_example": READS,
    "set_example": COORDINATES,
    "remove_example": COORDINATES,
    "show_targets": READS,
    "save_target": COORDINATES,
    "drop_target": COORDINATES,
    "show_look": READS,
    "show_logo": READS,
    "save_look": COORDINATES,
    "download_report": READS,
    "order_draft": COORDINATES,
    "approve_draft": COORDINATES,
    "take_back": COORDINATES,
    "deliver_report": COORDINATES,
    "revoke_delivery": COORDINATES,
    "show_delivered": "everybody",
    "download_delivered": "everybody",
    "show_reports": READS,
    "order_reports": COORDINATES,
    "cancel_reports": COORDINATES,
    "order_failed": COORDINATES,
    "download_finals": READS,
    "show_desk": READS,
    "decide_mail": COORDINATES,
    "settle_letter": COORDINATES,
    "list_decisions": READS,
    "show_mail": READS,
    "show_settled": READS,
    "show_formatted": READS_REVIEWS,
    "download_attachment": READS_REVIEWS,
    "download_original": READS_REVIEWS,
    "list_letters": READS_REVIEWS,
    "show_letter": READS_REVIEWS,
    "grade_letter": REVIEWS,
    "list_training": READS_GRADES,
    "load_training": COORDINATES,
    "list_trained": READS_REVIEWS,
    "show_trained": READS_REVIEWS,
    "show_training_case": READS_GRADES,
    "answer_training_case": GRADES,
    "list_wave_letters": READS,
    "show_times": READS,
    "show_trail": AUDITS,
    "download_trail": AUDITS,
    "show_verification": AUDITS,
    "verify_trail": PEOPLE,
    "list_accounts": READS,
    "show_account": READS,
    "release_account": COORDINATES,
    "order_check": COORDINATES,
    "show_plan": READS,
    "order_planning": COORDINATES,
    "list_contacts": READS,
    "lock_contacts": COORDINATES,
    "show_contact": READS,
    "move_contact": COORDINATES,
    "show_launch": READS,
    "launch_wave": COORDINATES,
    "show_questions": READS,
    "save_questions": COORDINATES,
    "show_new_question": COORDINATES,
    "add_new_question": COORDINATES,
    "show_question": READS,
    "save_question": COORDINATES,
    "remove_one_question": COORDINATES,
    "show_people": READS,
    "add_to_wave": COORDINATES,
    "show_person": READS,
    "save_person": COORDINATES,
    "remove_from_wave": COORDINATES,
    "show_senders": READS,
    "save_senders": COORDINATES,
    "show_comparison": READS,
    "save_comparison": COORDINATES,
    "show_snapshots": READS,
    "take_snapshot": COORDINATES,
    "show_snapshot": READS,
    "show_values": READS,
    "save_value": COORDINATES,
    "drop_value": COORDINATES,
    "show_changes": READS,
    "pick_contacts": READS,
    "show_what_changes": COORDINATES,
    "change_wave": COORDINATES,
    "list_changes": READS,
    "show_change": READS,
    "show_review": READS_REVIEWS,
    "approve_calls": REVIEWS,
    "show_review_progress": READS_REVIEWS,
    "show_review_case": READS_REVIEWS,
    "review_call": REVIEWS,
    "calls_worker": CALLS,
    "calls_offline": CALLS,
    "list_doubles": GRADES,
    "take_double": GRADES,
    "show_double": GRADES,
    "grade_double": GRADES,
    "return_double": GRADES,
    "drop_double": GRADES,
    "show_difference": REVIEWS,
    "decide_difference": REVIEWS,
    "list_double_orders": READS,
    "show_double_order": READS,
    "order_double": COORDINATES,
    "list_agreements": READS_REVIEWS,
    "show_agreement": READS_REVIEWS,
    "list_calls": CALLS,
    "show_call": CALLS,
    "submit_call": CALLS,
    "save_draft": CALLS,
    "list_calls_json": CALLS,
}
"""Rule by route name."""


def may_use(rule: Rule, role: str | None) -> bool:
    """Whether somebody with this role (None: not signed in) may use a route with this rule."""
    if rule == "everybody":
        return True
    return role is not None and (rule == "signed_in" or role in rule)
