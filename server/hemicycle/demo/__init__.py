"""The demonstration: an authored French process, a debate under way, a simulated panel and audience.

The people are simulated, nothing else is: they use the same doors as everybody.
"""
