"""What a message orders or changes in an order."""

from nlp.orders.parse import parse_order
from nlp.orders.result import Change, Memory, OrderParse, Question, Span, Unknown

__all__ = ["Change", "Memory", "OrderParse", "Question", "Span", "Unknown", "parse_order"]
