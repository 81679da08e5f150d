"""The layout plan (教育设施布局专项规划): works, seats, zones and cover of every year, and the documents that say so."""
