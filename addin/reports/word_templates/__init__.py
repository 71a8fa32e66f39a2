"""The first version of the Word and PowerPoint templates, as code: `python -m addin.reports.word_templates FOLDER`.

Officers edit the committed files since; this stays as the record of how they came about.
"""
