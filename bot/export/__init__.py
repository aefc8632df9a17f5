"""A community's calendar for other eyes: a feed for calendar programs, a page, and a picture of a month.

What draws them is imported when it is first asked for.
"""
