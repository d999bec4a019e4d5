"""Extract the text of files: PDF, DOCX, EPUB and OpenDocument, web pages, plain text, zips of them.

Nothing is written to disk. `count_page` and `count_file` in wordcount/count.py use it.
"""
