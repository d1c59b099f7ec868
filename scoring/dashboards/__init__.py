"""Dashboards: counts over rows as charts, each over the table that says the same.

``chart`` a table and how it is drawn; ``days`` counts by day; ``filings`` what was
handed in; ``progress`` how far the experts are; ``marks`` how marks spread; ``years``
rounds side by side; ``library`` who is in it; ``pages`` which charts stand on whose
page; ``workbook`` a chart's table.
"""
