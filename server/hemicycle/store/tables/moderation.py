"""Reports, the bin, appeals, notifications and consents."""
