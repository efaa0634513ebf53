//! The Internet Key Exchange, version 1 (RFC 2409), with pre-shared keys, as IOS goes about it.
//!
//! - [`proposal`]: policies and offers, and what matches
//! - [`main_mode`]: phase 1, a struct for each state; [`keymat`] and [`iv`] compute its formulas, [`formulas`] records
//!   them
//! - [`quick_mode`]: phase 2
//! - [`informational`]: notifications and deletes
//! - [`session`]: what is fixed about an ISAKMP SA, and how its messages are sent
//!
//! A message that is not taken leaves the state as it was: `handle` borrows the state and gives the next one, which holds
//! the next IV.

pub mod formulas;
pub mod informational;
pub mod iv;
pub mod keymat;
pub mod main_mode;
pub mod nat;
pub mod proposal;
pub mod quick_mode;
pub mod session;
pub mod timing;
