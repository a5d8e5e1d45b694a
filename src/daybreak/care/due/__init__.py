"""What is due in a course, and which gates stand before its next dose."""

from daybreak.care.due.course import CourseFacts, ReviewFacts, SessionFacts, SuicideScreen
from daybreak.care.due.open_work import Due, Gate, Task, due

__all__ = [
    "CourseFacts",
    "Due",
    "Gate",
    "ReviewFacts",
    "SessionFacts",
    "SuicideScreen",
    "Task",
    "due",
]
