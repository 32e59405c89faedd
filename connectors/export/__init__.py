"""Exports of chats, tickets and mail: one format a file, all of them read into one message shape."""
