"""Reports, the bin, appeals, the register."""
