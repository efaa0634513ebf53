//! State machines as facts: the states of an ISAKMP SA and of its exchanges, and what moves them.

use serde::Serialize;

/// The side of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Role {
    /// Sent the first message.
    Initiator,
    /// Answered it.
    Responder,
}

/// The state of an ISAKMP SA, as `show crypto isakmp sa` names it (IOS: command reference).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum SaState {
    /// Created; nothing is agreed.
    NoState,
    /// The policy is agreed.
    SaSetup,
    /// Diffie-Hellman is done; nobody is authenticated.
    KeyExch,
    /// Authenticated and idle.
    QmIdle,
}

/// IOS's names of the state machines' states (IOS: seed and the debug of a 12.3 initiator).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[allow(missing_docs)] // the names are IOS's; `State::meaning` says what they are
pub enum State {
    Ready,
    IMm1,
    IMm2,
    IMm3,
    IMm4,
    IMm5,
    IMm6,
    RMm1,
    RMm2,
    RMm3,
    RMm4,
    RMm5,
    P1Complete,
    DestSa,
    QmReady,
    QmIQm1,
    QmSpiStarve,
    QmRQm2,
    QmPhase2Complete,
}

impl State {
    /// The name as IOS prints it.
    pub const fn ios_name(self) -> &'static str {
        match self {
            State::Ready => "IKE_READY",
            State::IMm1 => "IKE_I_MM1",
            State::IMm2 => "IKE_I_MM2",
            State::IMm3 => "IKE_I_MM3",
            State::IMm4 => "IKE_I_MM4",
            State::IMm5 => "IKE_I_MM5",
            State::IMm6 => "IKE_I_MM6",
            State::RMm1 => "IKE_R_MM1",
            State::RMm2 => "IKE_R_MM2",
            State::RMm3 => "IKE_R_MM3",
            State::RMm4 => "IKE_R_MM4",
            State::RMm5 => "IKE_R_MM5",
            State::P1Complete => "IKE_P1_COMPLETE",
            State::DestSa => "IKE_DEST_SA",
            State::QmReady => "IKE_QM_READY",
            State::QmIQm1 => "IKE_QM_I_QM1",
            State::QmSpiStarve => "IKE_QM_SPI_STARVE",
            State::QmRQm2 => "IKE_QM_R_QM2",
            State::QmPhase2Complete => "IKE_QM_PHASE2_COMPLETE",
        }
    }

    /// What it means, in the words of RFC 2409.
    pub const fn meaning(self) -> &'static str {
        match self {
            State::Ready => "no exchange yet",
            State::IMm1 => "the initiator has sent HDR, SA",
            State::IMm2 => "the initiator has the responder's choice",
            State::IMm3 => "the initiator has sent HDR, KE, Ni",
            State::IMm4 => "the initiator has the responder's KE, Nr; keys are derived",
            State::IMm5 => "the initiator has sent HDR*, IDii, HASH_I",
            State::IMm6 => "the initiator has the responder's IDir, HASH_R",
            State::RMm1 => "the responder has the initiator's offer",
            State::RMm2 => "the responder has sent its choice",
            State::RMm3 => "the responder has the initiator's KE, Ni",
            State::RMm4 => "the responder has sent HDR, KE, Nr; keys are derived",
            State::RMm5 => "the responder has the initiator's IDii, HASH_I",
            State::P1Complete => "both sides are authenticated, phase 1 is complete",
            State::DestSa => "the SA is given up",
            State::QmReady => "no quick mode, and no IPsec SAs that one has made",
            State::QmIQm1 => "the initiator has sent HDR*, HASH(1), SA, Ni",
            State::QmSpiStarve => "the responder accepts the offer and waits for an SPI of its own",
            State::QmRQm2 => "the responder has sent HDR*, HASH(2), SA, Nr",
            State::QmPhase2Complete => "both sides have proved to be there, the IPsec SAs are in use",
        }
    }
}

/// What moved a state machine: IOS's pair of major and minor input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[allow(missing_docs)] // the names are IOS's
pub enum Input {
    PeerMainMode,
    PeerQuickMode,
    InternalProcessMainMode,
    InternalProcessComplete,
    InternalPhase1Complete,
    InternalProcessError,
    InternalInitQuickMode,
    InternalDelete,
    IpsecSaRequest,
    IpsecSpiReply,
    TimerRetransmit,
}

impl Input {
    /// Major and minor input as IOS prints them.
    pub const fn ios_names(self) -> (&'static str, &'static str) {
        match self {
            Input::PeerMainMode => ("IKE_MESG_FROM_PEER", "IKE_MM_EXCH"),
            Input::PeerQuickMode => ("IKE_MESG_FROM_PEER", "IKE_QM_EXCH"),
            Input::InternalProcessMainMode => ("IKE_MESG_INTERNAL", "IKE_PROCESS_MAIN_MODE"),
            Input::InternalProcessComplete => ("IKE_MESG_INTERNAL", "IKE_PROCESS_COMPLETE"),
            Input::InternalPhase1Complete => ("IKE_MESG_INTERNAL", "IKE_PHASE1_COMPLETE"),
            Input::InternalProcessError => ("IKE_MESG_INTERNAL", "IKE_PROCESS_ERROR"),
            Input::InternalInitQuickMode => ("IKE_MESG_INTERNAL", "IKE_INIT_QM"),
            Input::InternalDelete => ("IKE_MESG_INTERNAL", "IKE_PHASE1_DEL"),
            Input::IpsecSaRequest => ("IKE_MESG_FROM_IPSEC", "IKE_SA_REQ_MM"),
            Input::IpsecSpiReply => ("IKE_MESG_FROM_IPSEC", "IKE_SPI_REPLY"),
            Input::TimerRetransmit => ("IKE_MESG_FROM_TIMER", "IKE_TIMER_RETRANS"),
        }
    }
}

/// Which state machine moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Machine {
    /// Main mode.
    MainMode,
    /// The quick mode with this message id.
    QuickMode(u32),
}
