"""The invented district 滨河区: one module per subject, put together by scripts/make_demo.py."""
