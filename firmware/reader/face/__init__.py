"""The desk that speaks to the face child, and the keeper that starts and ends these children.

Nothing here looks at a picture: what a preview shows goes to the screen, and no further.
"""
