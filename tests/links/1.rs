[
    ("everything-else", include_str!("1/everything-else.link"), include_str!("1/everything-else.ikelab.json")),
    ("faults", include_str!("1/faults.link"), include_str!("1/faults.ikelab.json")),
    ("keys-included", include_str!("1/keys-included.link"), include_str!("1/keys-included.ikelab.json")),
    ("keys-left-out", include_str!("1/keys-left-out.link"), include_str!("1/keys-left-out.ikelab.json")),
    ("pasted", include_str!("1/pasted.link"), include_str!("1/pasted.ikelab.json")),
    ("start", include_str!("1/start.link"), include_str!("1/start.ikelab.json")),
    ("step", include_str!("1/step.link"), include_str!("1/step.ikelab.json")),
    ("switches", include_str!("1/switches.link"), include_str!("1/switches.ikelab.json")),
    ("typed", include_str!("1/typed.link"), include_str!("1/typed.ikelab.json")),
]
