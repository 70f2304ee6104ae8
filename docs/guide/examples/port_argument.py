# port_argument.py: which texts are a port, and which are not.

for text in "5000", "0", "65536", "80x", "http", "":
    #[parse]
    digits = text.isascii() and text.isdigit() and len(text) <= 5
    if digits and 1 <= int(text) <= 65535:
        print(f'"{text}" is port {int(text)}')
    else:
        print(f'"{text}" is no port')
    #[/parse]
