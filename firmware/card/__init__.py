"""Card sessions in the words of the domain, over the card reader port."""
