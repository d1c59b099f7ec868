"""Each page of expert, official and auditor has its chapter in their manual."""

import pytest

from portal import manuals
from tests.house.knocking import rows

#: By the cast of doors.csv: the columns in which one of them is let in.
THEIRS = {"expert": ("RA", "RU", "RR"), "official": ("PO",), "auditor": ("AU",)}
#: What is no page: files that are read or saved, parts of a page, what goes on at once.
NO_PAGES = {
    "scoring:scoring_evidence", "scoring:evidence_page", "scoring:experts_export",
    "scoring:roster_template", "scoring:panel_book_template", "scoring:draw_record",
    "scoring:letter", "scoring:objection_file", "scoring:replacement_proof",
    "scoring:ranking_export", "scoring:analysis_export", "scoring:offline_book",
    "scoring:offline_sheet", "scoring:marks_export", "scoring:calendar_feed",
    "scoring:dashboard_export", "scoring:distribution_export",
    "scoring:province_dashboard_export", "scoring:city_dashboard_export",
    "scoring:worktable_export", "scoring:ranking_file", "scoring:list_digest",
    "scoring:audit_digest", "scoring:audit_ranking",
    "scoring:defence_workbook",
    "scoring:library_export", "scoring:library_file",
    "applications:dossier_pdf", "applications:evidence", "applications:evidence_page",
    "applications:stamped", "applications:dossiers_export",
    "applications:guide_template", "portal:job_progress", "portal:job_status",
    "portal:job_result",
}  # fmt: skip
#: Open to everybody: their own side of the portal, not this one's work.
FOR_ALL = {
    "applications:round_rules",
    "portal:manuals", "portal:manual", "portal:invitation", "applications:self_check",
    "applications:guides", "applications:guide", "applications:progress",
    "scoring:publicity_list", "scoring:publicity", "scoring:library",
    "scoring:library_entry",
    "scoring:decision_rules", "scoring:objection_new", "scoring:objection_query",
    "scoring:letter_check",
    "scoring:draw_notices", "scoring:draw_notice", "scoring:calendar",
    "scoring:calendar_renew",
}  # fmt: skip


@pytest.mark.parametrize("manual", THEIRS)
def test_each_page_has_a_chapter(manual):
    """Whoever adds a page adds its name to ``portal.manuals.CHAPTERS``."""
    pages = {
        row["name"]
        for row in rows("GET")
        if any(row[who] == "200" for who in THEIRS[manual])
    }
    without = {
        name
        for name in pages - NO_PAGES - FOR_ALL
        if not manuals.chapter_for(manual, name.partition(":")[2])
    }
    assert not without
