# the number and the instruction set, which depends on the machine
"$NEARDUP" version | sed 's/[0-9.]\{3,\}/N/; s/kernels: [a-z0-9]*/kernels: K/'
"$NEARDUP" --version | sed 's/[0-9.]\{3,\}/N/; s/kernels: [a-z0-9]*/kernels: K/'
