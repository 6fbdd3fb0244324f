"""Reading 照合番号B (verification number B) from the printed face side of a card in the tray."""
