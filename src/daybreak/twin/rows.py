"""Which row of an array holds what. The kernel and its slow twin share these names."""

LANES = 64

# one enantiomer's drug: the rows of `disposition.ROWS`
(PLASMA, FAST, SLOW, LIVER, NK, NK_TISSUE, HNK, VENOUS, EFFECT) = range(9)
DRUG_ROWS = 9

# What one row at the start of a step gives to another at its end; 46 pairs (to, of).
DRUG_PAIRS = tuple(
    (to, of)
    for to, sources in (
        (PLASMA, (PLASMA, FAST, SLOW, LIVER)),
        (FAST, (PLASMA, FAST, SLOW, LIVER)),
        (SLOW, (PLASMA, FAST, SLOW, LIVER)),
        (LIVER, (PLASMA, FAST, SLOW, LIVER)),
        (NK, (PLASMA, FAST, SLOW, LIVER, NK, NK_TISSUE)),
        (NK_TISSUE, (PLASMA, FAST, SLOW, LIVER, NK, NK_TISSUE)),
        (HNK, (PLASMA, FAST, SLOW, LIVER, NK, NK_TISSUE, HNK)),
        (VENOUS, (PLASMA, FAST, SLOW, LIVER, VENOUS)),
        (EFFECT, (PLASMA, FAST, SLOW, LIVER, VENOUS, EFFECT)),
    )
    for of in sources
)
DRUG_COEFFICIENTS = len(DRUG_PAIRS)

# the brain: states, then what drove them at the end of the last step
STATES = (
    "disinhibition",
    "glutamate",
    "ampa",
    "bdnf",
    "mtor",
    "fast",
    "slow",
    "stress",
    "expectancy",
    "antidepressant",
    "psychotherapy",
    "score",
    "tolerance",
    "pressor",
    "sedation",
    "hazard",
)
(DIS, GLU, AMPA, BDNF, MTOR, QUICK, SYN, STRESS, EXPECT, AD, TALK, SCORE, TOL, PRESS, SED, HAZ) = (
    range(16)
)
(D_DIS, D_GLU, D_BDNF, D_SCORE, D_PRESS, D_SED, D_HAZ, D_TOL) = range(16, 24)
BRAIN_ROWS = 24

# what a person's own brain and body are like
TRAITS = (
    "bind_s",
    "bind_r",
    "bind_nk_s",
    "bind_nk_r",
    "hcn1_s",
    "hcn1_r",
    "opioid_s",
    "opioid_r",
    "cholinergic_s",
    "cholinergic_r",
    "aminergic_s",
    "aminergic_r",
    "opioid_weight",
    "cholinergic_weight",
    "aminergic_weight",
    "drive",
    "dis_ceiling",
    "dis_slope",
    "dis_log_half",
    "brake_slope",
    "brake_log_half",
    "gain",
    "ampa_slope",
    "ampa_log_half",
    "hnk",
    "r_extra",
    "quick_gain",
    "quick_fade",
    "slow_gain",
    "slow_fade",
    "stress_pruning",
    "stress_level",
    "slow_weight",
    "sensitivity",
    "half",
    "ceiling",
    "expectancy",
    "visit",
    "antidepressant",
    "psychotherapy",
    "hazard_log",
    "hazard_slope",
    "dis_s",
    "dis_r",
    "dissociation_slope",
    "tolerance_rate",
    "tolerance_fade",
    "pressor",
    "sedation",
    "venous_rate",
    "effect_rate",
    "per_litre",
    "pressor_rate",
    "sedation_rate",
)
TRAIT = {name: row for row, name in enumerate(TRAITS)}

# states that follow their cause with a rate of their own: end, weight of the old and new cause
FOLLOWING = ("dis", "glu", "ampa", "bdnf", "mtor", "score", "pressor", "sedation")
FADING = ("stress", "expectancy", "antidepressant", "psychotherapy")

# what is recorded of a person
BRAIN_SCORES = ("score", "fast", "slow", "expectancy", "hazard", "glutamate")
DRUG_SCORES = ("ketamine", "norketamine", "hnk")  # venous mg/L; then mg of ketamine equivalents
SCORES = BRAIN_SCORES + DRUG_SCORES
SCORE_ROWS = (SCORE, QUICK, SYN, EXPECT, HAZ, GLU)
PEAKS = ("ketamine", "block", "dissociation", "pressor", "sedation")
