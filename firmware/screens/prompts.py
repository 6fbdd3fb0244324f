"""Names of prompts (`[spoken]` in the texts) by which others know what the screen asks for."""

TURN = "face.turn"
TURN_LEFT = "face.turn.left"
TURN_RIGHT = "face.turn.right"
"""The head is to be turned to the person's own left or right."""

HINT = "face.hint."
"""How a prompt begins that says what to do better before the camera."""
