//! What can be done on the page.

use std::ops::Range;
use std::rc::Rc;

use ikelab_core::crypto::seal::Table;
use ikelab_core::doctor::Typed;
use ikelab_core::event::RouterId;
use ikelab_core::locator::Locator;
use ikelab_core::provenance::Node;
use ikelab_core::sim::{Fault, Place};
use ikelab_share::{Opened, Switch};
use yew::Callback;

use super::{End, LabView, LessonAction, Problem, Settings, Source, Speed, Tab, View};
use crate::view_model::arrows::Arrow;

/// What the reader, or time, does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// To the moment before anything happens.
    First,
    /// One step back.
    Previous,
    /// One step on.
    Next,
    /// To the end.
    Last,
    /// To the end of a step, looked at as finely as before.
    Go(usize),
    /// To a place.
    GoTo(Place),
    /// Look at the run event by event, or step by step.
    StepByEvent(bool),
    /// Let the steps follow each other, from the start if they are at the end.
    Play,
    /// Stop that.
    Pause,
    /// The one or the other.
    TogglePlay,
    /// A played step is over.
    Tick,
    /// Play at another speed.
    SetSpeed(Speed),
    /// To a place that something on the page leads to.
    Jump(Place),
    /// Show another view.
    Show(View),
    /// Select a field of the packet, and the byte by which it was chosen.
    Select {
        /// Its path.
        field: String,
        /// The byte.
        byte: Option<u32>,
    },
    /// A key was pressed in the tree.
    TreeKey(Arrow),
    /// A letter was typed in the tree.
    TreeLetter(char),
    /// A key was pressed in a grid of bytes.
    GridKey {
        /// Which.
        arrow: Arrow,
        /// With Control.
        with_control: bool,
        /// The bytes that the grid shows.
        range: Range<u32>,
        /// Bytes in a row of it.
        per_row: u32,
    },
    /// Open or close a field.
    Open {
        /// Its path.
        field: String,
        /// Open it.
        open: bool,
    },
    /// Show plaintext, or what is on the wire.
    Decrypt(bool),
    /// Show the packet as it is at an end of the wire.
    LookAt(End),
    /// Show something else in the drawer.
    ShowTab(Tab),
    /// Show this of SEAL.
    ShowLab(LabView),
    /// Show an iteration, and select its first byte if the packet uses it.
    ShowIteration {
        /// Its place in its block, from 0.
        index: u8,
        /// The byte of the packet.
        byte: Option<u32>,
    },
    /// Show a word of SEAL's tables.
    ShowWord(Table, u32),
    /// Show where a value comes from, asked from the one that is shown.
    Ask(Node),
    /// Show where a value comes from, not asked from another.
    AskAfresh(Node),
    /// Point at the record of an event, or at none.
    Point(Option<u32>),
    /// Go to an event, and select the bytes that it is about.
    GoToCause(u32),
    /// Go back to one of the values that were asked for before: to so many.
    AskBack(usize),
    /// A configuration was typed in.
    Edit {
        /// The router that it is done at.
        router: RouterId,
        /// The whole text.
        text: String,
    },
    /// A configuration was opened, dropped or pasted in place of a router's; or those of both, in one text.
    OpenConfiguration {
        /// The router whose editor took it.
        router: RouterId,
        /// The whole text.
        text: String,
    },
    /// Find out what keeps the two configurations from building a tunnel.
    Examine,
    /// Close what was found out.
    CloseReport,
    /// Type lines at the end of configurations, and find out what is wrong then.
    TypeFix(Vec<Typed>),
    /// The typing has paused.
    Settle,
    /// Type a line at a console, or several, just after the step.
    Type {
        /// The router at whose console it is typed.
        router: RouterId,
        /// What is typed.
        text: String,
    },
    /// Turn a switch of a router, just after the step.
    Turn {
        /// The router that it is done at.
        router: RouterId,
        /// The switch.
        switch: Switch,
        /// Whether it is switched on.
        on: bool,
    },
    /// Make both routers take what IOS refuses, or not.
    SetWhatIf(bool),
    /// Open or close the menu of what the wire can do to the packet of the step.
    OpenTamper(bool),
    /// Let the wire do something to packets.
    Tamper(Vec<Fault>),
    /// Let it do so no more.
    Restore(Vec<Fault>),
    /// Begin with a preset.
    Load(&'static str),
    /// Look at a fact of the run.
    Look(Locator),
    /// Do something with lessons.
    Study(LessonAction),
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Show the consoles.
    OpenConsoles,
    /// Keep this run to compare later ones with, or compare with the run before the last change again.
    KeepRun(bool),
    /// Select a row of the comparison.
    SelectRow(usize),
    /// Select the next row in which the runs differ.
    NextDifference,
    /// Select the one before.
    PreviousDifference,
    /// Choose settings.
    Choose(Settings),
    /// Open the settings, or close them.
    OpenSettings(bool),
    /// Open or close the dialog that shares.
    OpenSharing(bool),
    /// Show what was opened.
    Follow(Source, Rc<Opened>),
    /// Show the run that is there as it was looked at before.
    Return(Rc<Opened>),
    /// Say why something cannot be opened.
    Refuse(Problem),
    /// That was read.
    Dismiss,
    /// It was read that keys were left out.
    HideKeysNote,
}

/// Where components send their actions.
pub type Dispatch = Callback<Action>;

/// A callback that sends an action for some of its inputs.
pub fn dispatch_some<IN: 'static>(
    dispatch: &Dispatch,
    action: impl Fn(IN) -> Option<Action> + 'static,
) -> Callback<IN> {
    let dispatch = dispatch.clone();
    Callback::from(move |input| action(input).into_iter().for_each(|action| dispatch.emit(action)))
}
