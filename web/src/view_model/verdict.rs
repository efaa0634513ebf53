//! What came of a run, in words.

use ikelab_core::sim::{Place, Trace};
use ikelab_core::verdict::Verdict as Found;

use super::narration::narrate_trouble;
use super::prose::Prose;

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the tunnel is down.
    pub is_down: bool,
    /// Whether something is to be put right, or was refused.
    pub is_trouble: bool,
    /// Up or down, and the pings.
    pub outcome: String,
    /// What decided it, if something went wrong.
    pub reason: Prose,
    /// Where that is.
    pub place: Option<Place>,
}

/// The verdict on a run.
pub fn verdict(trace: &Trace) -> Verdict {
    let found = Found::of(trace);
    let place = found.cause.map(|event| Place::step(trace.after_events(event + 1).step));
    Verdict {
        is_down: !found.is_up,
        is_trouble: !found.is_well(),
        outcome: outcome(&found),
        reason: found
            .cause
            .map_or_else(Prose::default, |event| narrate_trouble(trace, event)),
        place,
    }
}

fn outcome(found: &Found) -> String {
    let state = if found.is_up { "up" } else { "down" };
    match (found.requests, found.replies) {
        (0, _) => format!("The tunnel is {state}."),
        (1, replies) => format!("The tunnel is {state}: {replies} of 1 ping was answered."),
        (requests, replies) => format!("The tunnel is {state}: {replies} of {requests} pings were answered."),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use ikelab_core::sim::run;
    use ikelab_tests::everything::scenarios;

    use super::super::prose::plain;
    use super::{Verdict, verdict};

    /// What is said of some scenarios.
    const SAID: [(&str, &str, &str); 16] = [
        ("doc-50880", "The tunnel is up: 4 of 5 pings were answered.", ""),
        ("manual-keys", "The tunnel is up: 15 of 15 pings were answered.", ""),
        ("expiry-by-time", "The tunnel is up: 14 of 15 pings were answered.", ""),
        (
            "no-policy-to-offer",
            "The tunnel is down: 0 of 1 ping was answered.",
            "R2 cannot begin main mode: it has no policy with pre-shared keys to offer.",
        ),
        (
            "map-not-applied",
            "The tunnel is up: 4 of 10 pings were answered.",
            "R2 drops MM1: it is for IKE, which does not run there.",
        ),
        (
            "acl-not-mirrored",
            "The tunnel is down: 0 of 1 ping was answered.",
            "R1 does not protect all the traffic that its peer proposes.",
        ),
        (
            "transform-mismatch",
            "The tunnel is down: 0 of 1 ping was answered.",
            "R1 does not support what is proposed.",
        ),
        (
            "clear-text-where-esp-is-due",
            "The tunnel is down: 0 of 2 pings were answered.",
            "R1 drops a packet: it came in the clear, and the crypto map wants ESP.",
        ),
        (
            "manual-keys-that-differ",
            "The tunnel is up: 0 of 5 pings were answered.",
            "R1 refuses the packet: its ICV is wrong.",
        ),
        (
            "corrupted-mm5",
            "The tunnel is up: 5 of 7 pings were answered.",
            "R1 drops MM5: it is damaged.",
        ),
        (
            "lost-qm2",
            "The tunnel is up: 5 of 6 pings were answered.",
            "QM2 is lost on the wire.",
        ),
        (
            "ESP 2 forged",
            "The tunnel is up: 3 of 4 pings were answered.",
            "R1 takes a packet that R2 never sent so.",
        ),
        (
            "ah-alone",
            "The tunnel is down: 3 of 5 pings were answered.",
            "R2 takes clear crypto sa.",
        ),
        (
            "seal-with-accelerator",
            "The tunnel is down: 4 of 9 pings were answered.",
            "R1 turns its crypto accelerator on.",
        ),
        (
            "seal-without-authentication",
            "The tunnel is down.",
            "R1 refuses crypto ipsec transform-set naked esp-seal.",
        ),
        (
            "wrong-key",
            "The tunnel is down: 0 of 1 ping was answered.",
            "R1 cannot read MM5.",
        ),
    ];

    #[test]
    fn what_came_of_a_run_is_said_with_its_cause() {
        let mut said = 0;
        for (name, scenario) in scenarios() {
            let trace = run(&scenario);
            let Verdict {
                is_trouble,
                outcome,
                reason,
                place,
                ..
            } = verdict(&trace);
            let reason = plain(&reason);
            let is_down = !trace.is_up();
            assert!(!is_down || is_trouble && place.is_some(), "{name}: {outcome} {reason}");
            assert_eq!(place.is_some(), reason.ends_with('.'), "{name}: {reason}");
            if let Some((_, state, why)) = SAID.iter().find(|(it, ..)| *it == name) {
                assert_eq!((outcome.as_str(), reason.as_str()), (*state, *why), "{name}");
                said += 1;
            }
        }
        assert_eq!(said, SAID.len());
    }
}
