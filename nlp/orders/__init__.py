"""What a message orders or changes in an order. In the order in which a message passes through them:

- `lattice` finds the best way through all readings of its words: names (`mentions`, `parts_of_names`), numbers that are
  no quantities (`distractors`), amounts and words of the language, each as an `Item` (`items`)
- `clauses` cuts the items where something else is done, `parse` tells what is asked or told from what is ordered
- `gathering` (with `merging`) makes the items of a clause `Element`s (`elements`): names with what was refused of them
- `grouping` (with `settling`, `states`, `unnamed`) gives each amount and option to a product, by what `reading` (with
  `chunks`, `pairs`, `kinds`, `counting`) says they mean together: one `Draft` (`drafts`) for each product
- `neighbours` and `headings` tell what several drafts share
- `changes` carries a clause out on the `cart`: `acts` orders, `focus` (with `adding`, `choosing`) changes what was
  spoken of; `renaming`, `replacing`, `removing` and `leaving_off` do as they are called; `asking` keeps what was asked
- `strangers` names what was asked for and is not sold
"""

from nlp.orders.parse import parse_order
from nlp.orders.result import Change, Memory, OrderParse, Question, Span, Unknown

__all__ = ["Change", "Memory", "OrderParse", "Question", "Span", "Unknown", "parse_order"]
