"""An import from the upload to its undoing: stage, compare, try, apply, take back."""
