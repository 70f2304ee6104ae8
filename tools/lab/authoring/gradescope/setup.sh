#!/bin/sh
# Gradescope runs this as root, once, when it makes the image: it installs what grading needs and
# builds the tools.
set -eu
cd "${AUTOGRADER:-/autograder}/source"
chmod +x lab run_autograder
# The launcher builds what the command `grade` needs before it starts it.
./lab grade --help >/dev/null
