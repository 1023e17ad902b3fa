"""What a link of ours says of itself elsewhere."""

from __future__ import annotations

from hemicycle.services.kernel.feature import Feature
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.mobilisation import MobilisationFeature

from .sharing import Sharing


class SharingFeature(Feature):
    """`links` are titles, sentences and pictures."""

    def __init__(self, kernel: Kernel, mobilisation: MobilisationFeature) -> None:
        self.links = Sharing(
            kernel.database,
            kernel.journal,
            kernel.visibility,
            mobilisation.supports,
            kernel.site,
            kernel.clock,
        )
