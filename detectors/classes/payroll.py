"""Payroll and money: payslips, bank statements, tax forms of the United States, invoices."""

from __future__ import annotations

from detectors.classes.form import Forms

PAYROLL = Forms("w2", "1099", "w9", "payslip", "bank-statement", "invoice")
