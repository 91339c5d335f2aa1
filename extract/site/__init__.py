"""Pages and an HTTP API over the index, for a browser and for programs. Offline: nothing is loaded from elsewhere."""

from extract.site.app import create_app
from extract.site.settings import SiteSettings

__all__ = ["SiteSettings", "create_app"]
