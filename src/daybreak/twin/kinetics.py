"""Which of a person's parameters the drug's equations use, in the order the oracle takes them."""

KINETICS = (
    "central_volume",
    "fast_volume",
    "fast_flow",
    "slow_volume",
    "slow_flow",
    "liver_volume",
    "liver_flow",
    "norketamine_fraction",
    "norketamine_volume",
    "norketamine_tissue_volume",
    "norketamine_flow",
    "hnk_fraction",
    "hnk_volume",
    "venous_rate",
    "effect_site_rate",
)
SIDE_KINETICS = ("clearance", "norketamine_clearance", "hnk_clearance")
