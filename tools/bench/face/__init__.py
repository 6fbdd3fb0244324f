"""The face way beside its own floor: the engine, the face child, the card's print, whole visits."""
