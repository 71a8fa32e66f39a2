"""The .xlsx format: read whole Tables fast, write them surgically, refuse what is hostile."""
