"""What the kinds of reports are called, apart from all that makes them: the command line asks early."""

from __future__ import annotations

TITLES = {
    "overview": "ภาพรวมกรม",
    "unit": "รายงานหน่วยงาน",
    "pack": "รวมรายงานหน่วยงาน",
    "situation": "วิเคราะห์สถานการณ์และ Gap",
    "stakeholders": "วิเคราะห์ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย",
    "directory": "ทำเนียบ",
    "measures": "มาตรการและประเด็นความรู้",
    "plan": "แผนงาน/โครงการ",
    "followup": "ติดตามและประเมินผล",
    "monthly": "รายงานประจำเดือนสำหรับระบบรายงาน",
    "agreement": "คำรับรองการปฏิบัติราชการ",
    "manual": "คู่มือ SOP",
    "memo": "บันทึกข้อความ",
    "letter": "หนังสือแจ้งหน่วยงาน",
    "slide": "สไลด์ที่ประชุมกรม",
}
"""Kind -> its title, in the order in which they are offered; `kinds.KINDS` has the rest of each."""

FORMATS = ("html", "docx", "pdf", "pptx")
"""What reports are made in; not every kind in each."""
