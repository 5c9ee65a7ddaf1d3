"""The competency questions: what the graph must be able to answer, each a saved query with its sources."""

from samenhang.questions.answer import Answer, AnswerRow, Cell, Column, read_answer
from samenhang.questions.catalogue import Question, Questions
from samenhang.questions.values import Asked, ask

__all__ = ["Answer", "AnswerRow", "Asked", "Cell", "Column", "Question", "Questions", "ask", "read_answer"]
