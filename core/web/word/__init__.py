"""Pages as Word documents (.docx): the HTML of a template with Word's own styles, and charts."""
