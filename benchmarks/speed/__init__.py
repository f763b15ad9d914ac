"""How fast the shop is: every figure beside a bare baseline of the same minute, on the same machine."""
