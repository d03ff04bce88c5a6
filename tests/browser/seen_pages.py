"""Every page of the site as somebody sees it: the browser tests open each, and `docs/pages.md` shows each.

A test fails when a route that answers with a page is neither seen here nor excused below.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tests.web.change_stage import RUNNING
from tests.web.stage import WAVE
from tests.web.step_stage import STEPS

World = Literal["everything", "nothing"]
OF_WAVE: Final = f"/waves/{WAVE}"
OF_RUNNING: Final = f"/waves/{RUNNING}"
OF_DRAFT: Final = STEPS.removesuffix("/steps")
CLASH: Final = "?day=2017-10-22&at=12:10"
"""A Sunday: the page says which rules a contact at that time would break."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as somebody sees it; `path` may name ids of the stage in braces.

    `about` says in one sentence what it is for. `fill` types into fields and `press` then clicks, both by selector;
    `status` is what the site answers in the end. An empty `user`: nobody is signed in.
    """

    name: str
    user: str
    path: str
    about: str
    world: World = "everything"
    fill: tuple[tuple[str, str], ...] = ()
    press: str = ""
    status: int = 200


SIGNING_IN: Final = (
    Seen("sign_in", "", "/sign-in", "Name and password."),
    Seen(
        "sign_in_wrong",
        "",
        "/sign-in",
        "A wrong name or password, without saying which.",
        fill=(("#name", "anna"), ("#password", "fel lösenord")),
        press="main form button",
        status=422,
    ),
    Seen("sign_in_code", "siv", "/sign-in/code", "The code of the second factor, after the password."),
    Seen(
        "sign_in_code_wrong",
        "siv",
        "/sign-in/code",
        "A code that is not the app's.",
        fill=(("#code", "000000"),),
        press="main form button",
        status=422,
    ),
    Seen("forgotten", "", "/forgotten", "Asking for a link when the password is forgotten."),
    Seen("invitation", "", "/invitation/{invitation}", "Choosing a password, from the link in an invitation."),
    Seen(
        "invitation_weak",
        "",
        "/invitation/{invitation}",
        "A password that is easy to guess is refused, with the reason.",
        fill=(("#new", "sommar2017"), ("#again", "sommar2017")),
        press="main form button",
        status=422,
    ),
    Seen("invitation_gone", "", "/invitation/used-long-ago", "A link that is used or too old.", status=410),
    Seen("not_found", "", "/nowhere", "An address that does not exist, or is not the visitor's to see.", status=404),
    Seen("not_allowed", "anna", "/waves", "A page that the visitor's role may not use.", status=403),
)

OWN: Final = (
    Seen("me_interviewer", "anna", "/me", "An interviewer's own page: calendar and colours."),
    Seen("me_coordinator", "cecilia", "/me", "A coordinator's own page: the daily digest and colours."),
    Seen("me_reviewer", "rut", "/me", "A reviewer's own page."),
    Seen("security", "anna", "/me/security", "Password, second factor, and where one is signed in."),
    Seen(
        "security_refused",
        "anna",
        "/me/security",
        "A new password that cannot be taken.",
        fill=(("#old", "fel"), ("#new", "kort"), ("#again", "kort")),
        press="form[action='/me/security/password'] button",
        status=422,
    ),
    Seen("second_factor_off", "anna", "/me/second-factor", "What a second factor is, and how it is begun."),
    Seen("second_factor_begun", "ove", "/me/second-factor", "The picture for the app, and its first code."),
)

CALLING: Final = (
    Seen("calls", "anna", "/calls", "What to call now, next and later today, with the reason when something waits."),
    Seen("calls_empty", "anna", "/calls", "The list before a wave has started.", "nothing"),
    Seen("call", "anna", "/calls/{due_call}", "The call sheet: whom to dial, what to ask, stopwatch, outcome, grades."),
    Seen(
        "call_refused",
        "anna",
        "/calls/{due_call}",
        "A call sheet with gaps: what is missing, and where.",
        press="[data-submit]",
        status=422,
    ),
    Seen("call_begun", "anna", "/calls/{begun_call}", "A call sheet that was left in the middle."),
    Seen("call_again", "anna", "/calls/{later_call}", "A call that nobody answered the first time."),
    Seen(
        "call_returned", "anna", "/calls/{returned_call}", "A call that the reviewer has given back, with the reason."
    ),
    Seen("call_done", "anna", "/calls/{submitted_call}", "A call that is submitted."),
    Seen(
        "calls_offline", "anna", "/calls/offline", "What a device shows of a page it has not kept, without a network."
    ),
)

TRAINING: Final = (
    Seen("training", "anna", "/training", "Example calls and letters to grade before the real ones."),
    Seen("training_empty", "cecilia", "/training", "Before the examples are loaded.", "nothing"),
    Seen("training_call", "anna", "/training/{training_call}", "An example call with its form."),
    Seen(
        "training_call_refused",
        "anna",
        "/training/{training_call}",
        "An example without an outcome.",
        press="form[action='/training/{training_call}'] .ds-button:not([data-variant])",
        status=422,
    ),
    Seen("training_letter", "anna", "/training/{training_letter}", "An example letter with its form."),
    Seen("training_done", "anna", "/training/{training_done}", "Where one differs from the agreed grades, and why."),
    Seen(
        "training_agreed",
        "alva",
        "/training/{training_call}",
        "An example with its agreed grades, for those who only read.",
    ),
    Seen("training_people", "cecilia", "/training/people", "How far each interviewer has come with the examples."),
    Seen("training_person", "cecilia", "/training/people/{anna}", "One interviewer's first tries, case by case."),
)

REVIEWING: Final = (
    Seen("review", "rut", "/review", "Submitted calls that wait for a decision, those with warnings first."),
    Seen("review_empty", "rut", "/review", "When nothing waits.", "nothing"),
    Seen("review_approved", "rut", "/review?state=approved", "Calls that are approved."),
    Seen("review_case", "rut", "/review/{warned_call}", "One call with its warnings, and the decision."),
    Seen("review_case_corrected", "rut", "/review/{corrected_call}", "What a corrected call said before and says now."),
    Seen("review_case_read", "alva", "/review/{warned_call}", "The same for those who only read."),
    Seen("review_progress", "rut", "/review/progress", "How far review has come, by interviewer."),
    Seen("review_progress_empty", "rut", "/review/progress", "Before any call is made.", "nothing"),
    Seen("letters", "cecilia", "/letters", "Answered letters to grade."),
    Seen("letters_empty", "cecilia", "/letters", "When no letter waits to be graded.", "nothing"),
    Seen("letter", "cecilia", "/letters/{ungraded}", "One letter beside its form; proposals are shown, never chosen."),
    Seen("letter_graded", "cecilia", "/letters/{answered}", "A letter that is graded."),
    Seen(
        "letter_refused",
        "cecilia",
        "/letters/{ungraded}",
        "A letter's form with gaps.",
        press="form[action='/letters/{ungraded}'] .ds-button:not([data-variant])",
        status=422,
    ),
    Seen("double", "rut", "/double", "Second gradings to make, and differences to decide."),
    Seen("double_empty", "anna", "/double", "When there is nothing to grade a second time.", "nothing"),
    Seen("double_case", "bo", "/double/{double_waiting}", "A call graded blind by a second person."),
    Seen(
        "double_case_refused",
        "bo",
        "/double/{double_waiting}",
        "A second grading with gaps.",
        press="form[action='/double/{double_waiting}'] button",
        status=422,
    ),
    Seen("double_done", "bo", "/double/{double_done}", "What one has said as second grader."),
    Seen("double_letter", "rut", "/double/{double_letter}", "A letter graded blind by a second person."),
    Seen("double_decide", "cecilia", "/double/decide/{difference}", "Two gradings that differ, and the decision."),
    Seen("double_orders", "cecilia", f"{OF_WAVE}/double", "Which calls of a wave are graded twice."),
    Seen("double_order", "cecilia", f"{OF_WAVE}/double/{{due_call}}", "Ordering that a call is graded twice."),
    Seen("agreements", "rut", "/agreement", "The waves whose agreement can be read."),
    Seen("agreements_empty", "rut", "/agreement", "Before there is a wave.", "nothing"),
    Seen(
        "agreement", "rut", f"{OF_WAVE}/agreement", "How well the graders of a wave agree, with Krippendorff's alpha."
    ),
    Seen("agreement_empty", "cecilia", f"{OF_DRAFT}/agreement", "The same before anything is graded twice."),
)

PEOPLE: Final = (
    Seen("people", "admin", "/people", "Who uses the platform, in which role, and who is invited."),
    Seen("people_invite", "admin", "/people/invite", "Inviting somebody by e-mail."),
    Seen(
        "people_invite_refused",
        "admin",
        "/people/invite",
        "An invitation with gaps.",
        press="form[action='/people/invite'] button",
        status=422,
    ),
    Seen(
        "people_link",
        "admin",
        "/people/invite",
        "The link to hand over where no letter can leave.",
        fill=(("#name", "disa"), ("#email", "disa@kontoret.example")),
        press="#role >> form[action='/people/invite'] .ds-button",
    ),
    Seen("people_person", "admin", "/people/{anna}", "One person: role, link for a password, sign-ins, closing."),
    Seen("people_closed", "admin", "/people/{closed}", "Somebody whose account is closed."),
    Seen("people_with_factor", "admin", "/people/{with_factor}", "Somebody who has a second factor."),
    Seen("members", "cecilia", f"{OF_WAVE}/members", "Who works with a wave."),
    Seen("audit", "alva", "/audit", "Who did what to which thing, when and why."),
    Seen("audit_nothing", "alva", "/audit?actor=nobody", "A search that finds nothing."),
    Seen("audit_verify", "admin", "/audit/verify", "Whether the trail is whole."),
    Seen(
        "audit_verified",
        "admin",
        "/audit/verify",
        "The trail, checked link by link.",
        press="form[action='/audit/verify'] button",
    ),
    Seen("accounts", "cecilia", "/accounts", "The mail accounts that letters are sent from."),
    Seen("accounts_empty", "cecilia", "/accounts", "Before there is a mail account.", "nothing"),
    Seen("account", "cecilia", "/accounts/probes", "One mail account: its health, and what is held."),
)

PLANNING: Final = (
    Seen("waves", "cecilia", "/waves", "The waves one works with."),
    Seen("waves_empty", "cecilia", "/waves", "Before there is a wave.", "nothing"),
    Seen("wave", "cecilia", OF_WAVE, "One wave: how far it has come, and where everything about it is."),
    Seen("wave_audited", "alva", OF_WAVE, "The same for those who only read."),
    Seen("new_wave", "cecilia", "/waves/new", "A new wave: name, method and weeks."),
    Seen("copy_wave", "cecilia", f"{OF_WAVE}/copy", "A new wave from an old one."),
    Seen("steps", "cecilia", STEPS, "The steps of a wave that is being prepared."),
    Seen("step_frame", "cecilia", f"{STEPS}/frame", "Name, method, weeks and how many contacts."),
    Seen("step_municipalities", "cecilia", f"{STEPS}/municipalities", "Which municipalities take part."),
    Seen(
        "step_municipality",
        "cecilia",
        f"{STEPS}/municipalities/0685",
        "One municipality: hours, addresses, closed days.",
    ),
    Seen("step_questions", "cecilia", f"{STEPS}/questions", "Which questions are asked."),
    Seen(
        "step_new_question", "cecilia", f"{STEPS}/questions/new?area=bygglov&number=1", "A question of the wave's own."
    ),
    Seen(
        "step_question", "cecilia", f"{STEPS}/questions/1", "A question's words for the telephone and for the letter."
    ),
    Seen("step_people", "cecilia", f"{STEPS}/people", "Who makes the calls."),
    Seen("step_person", "cecilia", f"{STEPS}/people/1", "One interviewer's hours and days off."),
    Seen("step_senders", "cecilia", f"{STEPS}/senders", "Whose names the letters bear."),
    Seen("step_comparison", "cecilia", f"{STEPS}/comparison", "What the report compares with."),
    Seen(
        "step_comparison_refused",
        "cecilia",
        f"{STEPS}/comparison",
        "Chosen municipalities are asked for, and none is chosen.",
        press="#rule-list >> .step-buttons button",
        status=422,
    ),
    Seen("comparison", "cecilia", "/comparison", "What was read from Kolada, and which of it reports use."),
    Seen("comparison_empty", "cecilia", "/comparison", "Before anything is read from Kolada.", "nothing"),
    Seen(
        "comparison_refused",
        "cecilia",
        "/comparison",
        "A snapshot of Kolada to take in, without a file.",
        press="form[enctype] button",
        status=422,
    ),
    Seen("comparison_snapshot", "alva", "/comparison/{snapshot}", "What one snapshot of Kolada holds."),
    Seen("plan", "cecilia", f"{OF_RUNNING}/plan", "The plan of a wave: by day, and what is even and what is not."),
    Seen("plan_contacts", "cecilia", f"{OF_RUNNING}/plan/contacts", "Every planned call and letter."),
    Seen("plan_contact", "cecilia", f"{OF_WAVE}/plan/call/{{due_call}}", "Moving one contact."),
    Seen("plan_contact_checked", "cecilia", f"{OF_WAVE}/plan/call/{{due_call}}{CLASH}", "A time that breaks a rule."),
    Seen("plan_launched", "cecilia", f"{OF_WAVE}/plan/launch", "A wave that is launched."),
    Seen("plan_of_draft", "cecilia", f"{OF_DRAFT}/plan", "The plan before anything is planned."),
    Seen("plan_launch", "cecilia", f"{OF_DRAFT}/plan/launch", "What is missing before a wave can be launched."),
)

MEASURING: Final = (
    Seen("board", "cecilia", f"{OF_WAVE}/board", "A running wave: today, what is late and why, and the forecast."),
    Seen("all_boards", "cecilia", "/board", "All running waves."),
    Seen("all_boards_empty", "cecilia", "/board", "When no wave is running.", "nothing"),
    Seen("changes", "cecilia", f"{OF_WAVE}/changes", "Changing a wave that is launched."),
    Seen("changes_contacts", "cecilia", f"{OF_WAVE}/changes/contacts", "Choosing the contacts that a change is about."),
    Seen("changes_history", "cecilia", f"{OF_RUNNING}/changes/history", "What has been changed, by whom and why."),
    Seen("changes_none", "cecilia", f"{OF_WAVE}/changes/history", "The same before anything is changed."),
    Seen("changes_done", "cecilia", f"{OF_RUNNING}/changes/{{change}}", "What one change did, contact by contact."),
    Seen("desk_letter", "cecilia", "/desk", "What the machine could not decide: a letter that may not have been sent."),
    Seen("desk_mail", "cecilia", "/desk?case=mail-{waiting_mail}", "What the machine could not decide: a mail."),
    Seen("desk_empty", "cecilia", "/desk", "When nothing waits on the desk.", "nothing"),
    Seen("desk_decided", "cecilia", "/desk/decided", "What has been decided on the desk."),
    Seen("mail", "cecilia", "/desk/mails/{waiting_mail}", "One mail from a municipality."),
    Seen("settled_letter", "cecilia", "/desk/letters/{refused_letter}", "A letter that a mail server has refused."),
    Seen("wave_letters", "cecilia", f"{OF_WAVE}/letters", "The letters of a wave and what became of each."),
    Seen("overview", "cecilia", f"{OF_WAVE}/overview", "All municipalities of a wave beside each other, with files."),
    Seen("overview_of_draft", "cecilia", f"{OF_DRAFT}/overview", "The same before anything is measured."),
    Seen("letter_times", "cecilia", "/letters/{answered}/times", "How the working time of an answer is counted."),
    Seen("report", "cecilia", f"{OF_WAVE}/0685/report", "The report of a municipality: drafts, final, and who has it."),
    Seen("report_under_way", "cecilia", f"{OF_RUNNING}/0680/report", "The same while a draft is being printed."),
    Seen("report_read", "alva", f"{OF_WAVE}/0685/report", "The same for those who only read."),
    Seen(
        "report_changed",
        "cecilia",
        f"{OF_WAVE}/0685/report",
        "A draft is not approved when figures have changed since.",
        fill=(("#reason-{changed_draft}", "Kommunen vill ha en lägesbild."),),
        press="form[action$='/{changed_draft}/approve'] button",
        status=409,
    ),
    Seen(
        "report_delivery_refused",
        "cecilia",
        f"{OF_WAVE}/0685/report",
        "A link to an address that is not the municipality's.",
        fill=(("input[name=address]", "chef@annanby.test"),),
        press="form[action$='/deliver'] button",
        status=422,
    ),
    Seen("reports", "cecilia", f"{OF_WAVE}/reports", "The reports of a wave, municipality by municipality."),
    Seen("reports_read", "alva", f"{OF_WAVE}/reports", "The same for those who only read."),
    Seen("reports_under_way", "cecilia", f"{OF_RUNNING}/reports", "The same while reports are printed and sent."),
    Seen(
        "reports_refused",
        "cecilia",
        f"{OF_WAVE}/reports",
        "Ordering for the chosen ones when none is chosen.",
        press="button[value=chosen]",
        status=422,
    ),
    Seen("delivered", "", "/delivered/{delivered}", "What a municipality sees when it opens the link to its report."),
    Seen("delivered_expired", "", "/delivered/{expired}", "A link to a report that has expired.", status=410),
    Seen("delivered_revoked", "", "/delivered/{revoked}", "A link to a report that was revoked.", status=410),
    Seen("delivered_gone", "", "/delivered/nobodys", "A link to a report that leads nowhere.", status=410),
    Seen("report_preview", "cecilia", f"{OF_WAVE}/0685/report/preview", "The report as it would be printed now."),
    Seen("figures", "cecilia", f"{OF_WAVE}/0685/figures", "All figures of a municipality, each with its proof."),
    Seen("figures_audited", "alva", f"{OF_WAVE}/0685/figures?area=bygglov", "The same for auditors, of one area."),
    Seen(
        "figure",
        "cecilia",
        f"{OF_WAVE}/0685/figures/total/contact_pct",
        "One figure: formula, interval, and the calls it was counted from.",
    ),
    Seen(
        "figure_of_letters",
        "cecilia",
        f"{OF_WAVE}/0685/figures/total/measure_1_pct?part=counted",
        "The letters that count in a figure, and the working time of each answer.",
    ),
    Seen(
        "figure_of_nothing", "cecilia", f"{OF_RUNNING}/0680/figures/total/measure_3_pct", "Before anything is measured."
    ),
    Seen("figure_code", "cecilia", "/trace", "The code printed beside a figure opens the figure."),
    Seen("figure_code_wrong", "cecilia", "/trace?code=412-3-17A", "A code with a slip of the pen.", status=422),
    Seen(
        "report_comments",
        "cecilia",
        f"{OF_WAVE}/0685/report/comments",
        "The comments of interviewers, each to be let through or left out.",
    ),
    Seen(
        "report_comments_proposed",
        "cecilia",
        f"{OF_WAVE}/0685/report/comments?suggest=true",
        "A balanced choice of comments, proposed and not yet shown.",
    ),
    Seen(
        "report_comments_refused",
        "cecilia",
        f"{OF_WAVE}/0685/report/comments",
        "A decision about no comment at all.",
        press=".comment-all button",
        status=422,
    ),
    Seen("report_comments_read", "alva", f"{OF_WAVE}/0685/report/comments", "The same for those who only read."),
    Seen("report_comments_none", "cecilia", f"{OF_RUNNING}/0680/report/comments", "Before any call is made."),
    Seen("report_example", "cecilia", f"{OF_WAVE}/0685/report/example", "Replies to choose the good example from."),
    Seen(
        "report_example_open",
        "cecilia",
        f"{OF_WAVE}/0685/report/example?letter={{answered}}",
        "One reply beside the words that would be printed.",
    ),
    Seen("report_targets", "cecilia", f"{OF_WAVE}/0685/report/targets", "What the municipality has set out to reach."),
    Seen(
        "report_targets_refused",
        "cecilia",
        f"{OF_WAVE}/0685/report/targets",
        "A target without its value.",
        press="form[action$='/targets'] button",
        status=422,
    ),
    Seen("report_values", "cecilia", f"{OF_WAVE}/0685/report/values", "Printed values to compare the figures with."),
    Seen(
        "report_values_change",
        "cecilia",
        f"{OF_WAVE}/0685/report/values?scope=similar&figure=contact_pct",
        "Changing one of these values.",
    ),
    Seen(
        "report_values_refused",
        "cecilia",
        f"{OF_WAVE}/0685/report/values",
        "A value with gaps.",
        press=".step-form button",
        status=422,
    ),
    Seen("report_values_read", "alva", f"{OF_WAVE}/0685/report/values", "The same for those who only read."),
    Seen("report_values_none", "cecilia", f"{OF_RUNNING}/0680/report/values", "Before any value is written in."),
    Seen("report_look", "cecilia", f"{OF_WAVE}/report/look", "The colour, logo and publisher of a wave's reports."),
    Seen(
        "report_look_refused",
        "cecilia",
        f"{OF_WAVE}/report/look",
        "A colour on which white text cannot be read.",
        fill=(("#colour", "#ffcc00"),),
        press="form[enctype] button",
        status=422,
    ),
)

PARTS: Final[Mapping[str, tuple[Seen, ...]]] = {
    "Signing in": SIGNING_IN,
    "One's own page": OWN,
    "Calling": CALLING,
    "Training": TRAINING,
    "Reviewing and grading": REVIEWING,
    "People, audit and accounts": PEOPLE,
    "Preparing a wave": PLANNING,
    "A running wave": MEASURING,
}
WHO: Final = {
    "": "Nobody signed in",
    **dict.fromkeys(("anna", "bo", "ove", "siv"), "Interviewer"),
    "rut": "Reviewer",
    "cecilia": "Coordinator",
    "alva": "Auditor",
    "admin": "Administrator",
}
"""The roles of the users."""
PAGES: Final = tuple(seen for part in PARTS.values() for seen in part)

NO_PAGES: Final = {
    "health": "an answer for the machine that watches the site",
    "favicon": "a picture",
    "front": "leads on to the first page of one's role",
    "report_stylesheet": "a stylesheet",
    "report_colours": "a stylesheet",
    "begin_service_sign_in": "leads away to the sign-in service",
    "end_service_sign_in": "leads back from it; its error page is tests/web/test_oidc.py's",
    "link_service": "leads away to the sign-in service",
    "download_overview": "a file",
    "download_plan": "a spreadsheet",
    "download_template": "a file",
    "download_report": "the printed report",
    "download_evidence": "a file",
    "download_finals": "the printed reports",
    "show_logo": "a picture",
    "download_trail": "a file",
    "download_attachment": "a file",
    "download_original": "a file",
    "show_formatted": "the mail's own HTML in a frame without rights",
    "calendar_feed": "a calendar",
    "calls_worker": "a script",
    "list_calls_json": "what a device keeps",
}
"""GET routes that are in no `Seen`, by name, and why."""
