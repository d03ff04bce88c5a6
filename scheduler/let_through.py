"""What a person has let into a report: the comments and the example, as they left them."""

from sqlmodel import Session

from mail_probe.message import parse
from mail_probe.quote import split
from report_templates.subject import Comment, ExampleReply
from shopper.method import Method
from shopper.queries import counted_states
from shopper.report_choices import commented_calls
from shopper.report_example import chosen_example


def comments_let_through(session: Session, measurement_id: int, method: Method) -> tuple[Comment, ...]:
    """The comments to print, in the words a person left; one whose call was graded anew is not among them."""
    return tuple(
        Comment(call.area, call.decision.text, call.decision.factor)  # type: ignore[arg-type]  # checked by the database
        for call in commented_calls(session, measurement_id, counted_states(method))
        if call.is_shown and call.decision is not None
    )


def example_let_through(session: Session, measurement_id: int, method: Method) -> ExampleReply | None:
    """The reply to print as the good example; None unless a person has chosen one that still counts."""
    chosen = chosen_example(session, measurement_id, method)
    if chosen is None:
        return None
    return ExampleReply(chosen.candidate.area, chosen.candidate.question, chosen.text, chosen.remark)


def reply_text(raw: bytes) -> str:
    """What the official wrote in a reply, without the letter that it quotes."""
    return split(parse(raw).text).visible.strip()
