"""The tables of the stand-in."""

from __future__ import annotations

from typing import Final

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS phones (
  address TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, bsuid TEXT NOT NULL, hide_number INTEGER NOT NULL,
  changed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS businesses (number TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chats (
  phone TEXT NOT NULL, business TEXT NOT NULL, last_inbound TEXT, closed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (phone, business));
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT NOT NULL UNIQUE, direction TEXT NOT NULL, phone TEXT NOT NULL,
  business TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
  status TEXT NOT NULL, tick TEXT NOT NULL, error_code INTEGER, error_message TEXT, extra TEXT NOT NULL,
  callback TEXT NOT NULL, service_sid TEXT, created TEXT NOT NULL, updated TEXT NOT NULL, sent TEXT,
  changed INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS messages_phone ON messages (phone, changed);
CREATE TABLE IF NOT EXISTS media (
  sid TEXT PRIMARY KEY, message_sid TEXT NOT NULL, content_type TEXT NOT NULL, filename TEXT NOT NULL,
  data BLOB NOT NULL, created TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS media_message ON media (message_sid);
CREATE TABLE IF NOT EXISTS contents (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT NOT NULL UNIQUE, resource TEXT NOT NULL, approval TEXT NOT NULL,
  created TEXT NOT NULL, updated TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tasks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, due REAL NOT NULL, line TEXT NOT NULL, kind TEXT NOT NULL,
  payload TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  params TEXT NOT NULL, status INTEGER NOT NULL, detail TEXT NOT NULL);
"""
