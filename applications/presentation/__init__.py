"""What pages, workbooks and letters show of a dossier, made ready to print.

``sections`` the form's sections as one kind of platform is asked them;
``chapters`` the same, filled with what a dossier states;
``findings`` the clause report; ``tables`` an indicator table with its provenance;
``progress`` states and moves in words; ``standing`` a line of a list.
"""

from applications.presentation.chapters import (
    Chapter,
    File,
    chapters_of,
    files_of,
)
from applications.presentation.findings import (
    FindingLine,
    Report,
    clause_report,
    finding_lines,
)
from applications.presentation.progress import TONES, moves_of, tone_of
from applications.presentation.sections import (
    Attachment,
    Field,
    Question,
    Section,
    section_of,
    sections_of,
)
from applications.presentation.standing import (
    DossierRow,
    dossier_rows,
    failing_clauses,
    kind_label,
    meets_all,
    rulings_in_force,
)
from applications.presentation.tables import TableRow, rows_of, table_rows

__all__ = [
    "TONES",
    "Attachment",
    "Chapter",
    "DossierRow",
    "Field",
    "File",
    "FindingLine",
    "Question",
    "Report",
    "Section",
    "TableRow",
    "chapters_of",
    "clause_report",
    "dossier_rows",
    "failing_clauses",
    "files_of",
    "finding_lines",
    "kind_label",
    "meets_all",
    "moves_of",
    "rows_of",
    "rulings_in_force",
    "section_of",
    "sections_of",
    "table_rows",
    "tone_of",
]
