"""Write down chosen sound: cut, packed into blocks, recognised, cleared of what nobody said."""
