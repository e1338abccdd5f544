"""The findings on the real code: each as it is, and fixed."""
