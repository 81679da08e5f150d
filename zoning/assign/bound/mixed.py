"""HiGHS for programs that mix whole and continuous columns: the options with which its bounds may be believed."""

SOUND: dict[str, object] = {"presolve": "off", "mip_allow_restart": False}
"""HiGHS 1.14 loses optimal solutions of mixed programs in presolve (its issues 3043, 3073 and 3094), and a restart presolves anew."""
