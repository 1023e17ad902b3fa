"""The HTTP side of a web node: the API under `/api`, the pages, the media files, the operators' paths.

One resource a module; `application` puts them together.
"""

from .application import create_application
from .site import Site, SiteSettings

__all__ = ["Site", "SiteSettings", "create_application"]
