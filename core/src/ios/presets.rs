//! Configurations that come with the router.

/// A pair of configurations, for R1 and R2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its name in a scenario.
    pub name: &'static str,
    /// R1's configuration.
    pub r1: &'static str,
    /// R2's configuration.
    pub r2: &'static str,
}

/// The commands of document 50880. R2's LAN is on Ethernet1/0: as printed, both its networks were on Ethernet0/0,
/// which contradicts the `show` output of the same document.
pub const DOC_50880: Preset = Preset {
    name: "doc-50880",
    r1: include_str!("../../presets/doc-50880/r1.cfg"),
    r2: include_str!("../../presets/doc-50880/r2.cfg"),
};

/// All of them.
pub const ALL: [Preset; 1] = [DOC_50880];
