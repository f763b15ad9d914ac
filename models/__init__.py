"""Tables only, and the transaction. Importing this package registers every table."""

from models.accounts import ApiKey, LoginLink, LoginSession, RefreshToken, SystemLog
from models.alerts import ALERT_KINDS, Alert
from models.beats import CLOCK, MISSED, Beat
from models.broadcasts import Broadcast, BroadcastRecipient
from models.carts import Cart, CartRow, CartRowOption
from models.chats import Chat, ChatAction, new_chat
from models.columns import UTCDateTime
from models.commissions import COMMISSION_STATES, Commission, Payout
from models.connections import make_engine
from models.coupons import Coupon, CouponUse
from models.credit import CreditAccount, CreditEntry
from models.database import Tx, connect, engine, insert_new, reading, statement, transaction
from models.files import ReportFile
from models.images import Image
from models.imports import PendingImport
from models.lists import among, listed
from models.mails import Mail
from models.messages import ContentTemplate, InboxMessage, OutboxMessage
from models.notices import NoticeRead
from models.orders import (
    OPEN_STATES,
    ORDER_STATES,
    PAYMENT_STATES,
    Order,
    OrderEvent,
    OrderLine,
    OrderLineOption,
    Payment,
    PaymentClaim,
)
from models.people import Consent, Customer, CustomerAddress, CustomerLabel, Place
from models.products import (
    APPROVALS,
    APPROVED,
    DRAFT,
    PENDING,
    REJECTED,
    Option,
    OptionAlias,
    OptionGroup,
    Product,
    ProductAlias,
    ProductOptionGroup,
    ProductUnit,
)
from models.records import Change, Event, Schedule, Summary
from models.replica import follow, look_back, replica_report
from models.requests import AuditEntry, KeptAnswer
from models.reviews import HelpfulVote, ProductReview, Review
from models.rollups import NEVER, SoldDay
from models.seals import Seal
from models.sellers import ROLES, SELLER_STATES, USER_STATES, Seller, Staff, StaffInvite, User, UserAddress
from models.stock import Reservation, StockLevel, StockLocation, StockMovement
from models.stores import DAY_MINUTES, PAYMENT_KINDS, OpeningHours, PaymentWay, Store
from models.usage import AssistantUse, ModelUse
from models.wordbook import HeardWords
from models.zones import ClosedDay, DeliveryZone

__all__ = [
    "APPROVALS",
    "APPROVED",
    "DRAFT",
    "PENDING",
    "REJECTED",
    "ALERT_KINDS",
    "COMMISSION_STATES",
    "DAY_MINUTES",
    "NEVER",
    "OPEN_STATES",
    "ORDER_STATES",
    "PAYMENT_KINDS",
    "PAYMENT_STATES",
    "ROLES",
    "SELLER_STATES",
    "USER_STATES",
    "Alert",
    "ApiKey",
    "AssistantUse",
    "AuditEntry",
    "Beat",
    "CLOCK",
    "MISSED",
    "Broadcast",
    "BroadcastRecipient",
    "Cart",
    "CartRow",
    "CartRowOption",
    "Change",
    "Chat",
    "ChatAction",
    "ClosedDay",
    "Commission",
    "Consent",
    "ContentTemplate",
    "Coupon",
    "CouponUse",
    "CreditAccount",
    "CreditEntry",
    "Customer",
    "CustomerAddress",
    "CustomerLabel",
    "DeliveryZone",
    "Event",
    "HeardWords",
    "HelpfulVote",
    "Image",
    "InboxMessage",
    "KeptAnswer",
    "LoginLink",
    "LoginSession",
    "Mail",
    "ModelUse",
    "NoticeRead",
    "OpeningHours",
    "Option",
    "OptionAlias",
    "OptionGroup",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderLineOption",
    "OutboxMessage",
    "Payment",
    "PaymentClaim",
    "PaymentWay",
    "Payout",
    "PendingImport",
    "Place",
    "Product",
    "ProductAlias",
    "ProductOptionGroup",
    "ProductReview",
    "ProductUnit",
    "RefreshToken",
    "ReportFile",
    "Reservation",
    "Review",
    "Schedule",
    "Seal",
    "Seller",
    "SoldDay",
    "Staff",
    "StaffInvite",
    "StockLevel",
    "StockLocation",
    "StockMovement",
    "Store",
    "Summary",
    "SystemLog",
    "Tx",
    "UTCDateTime",
    "User",
    "UserAddress",
    "among",
    "connect",
    "engine",
    "follow",
    "insert_new",
    "listed",
    "look_back",
    "make_engine",
    "new_chat",
    "reading",
    "replica_report",
    "statement",
    "transaction",
]
