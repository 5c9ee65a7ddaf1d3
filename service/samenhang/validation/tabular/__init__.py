"""Datasets as tables: reads CSV and XLSX with the place of every cell, writes them, and makes the empty workbook."""
