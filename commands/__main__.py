"""`python -m commands` is `saisaat`, wherever the script of that name may be."""

from commands.program import main

main(prog_name="saisaat")
