"""Where rules, truth and news meet: every act and every read goes through here. See `services.py`."""
