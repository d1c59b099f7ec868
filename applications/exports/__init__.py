"""Workbooks about dossiers: rows in, bytes out; no request comes in here."""
