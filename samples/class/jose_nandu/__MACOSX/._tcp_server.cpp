Mac OS X: this stands for the attributes that macOS adds to a zip, one such file for each.
