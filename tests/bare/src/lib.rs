//! Bare.
