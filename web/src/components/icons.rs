//! The few drawings. Each is decoration: its meaning stands in words beside it.

use yew::prelude::*;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say what they show
pub enum Icon {
    First,
    Previous,
    Next,
    Last,
    Play,
    Pause,
    Undo,
    Redo,
    Settings,
    Events,
    Lock,
    Twist,
    Warning,
    Check,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Icon::First => "M4 3.5v9M12.5 3.5 6.5 8l6 4.5z",
            Icon::Previous => "M10 3.5 5 8l5 4.5",
            Icon::Next => "M6 3.5 11 8l-5 4.5",
            Icon::Last => "M12 3.5v9M3.5 3.5l6 4.5-6 4.5z",
            Icon::Play => "M5 3.2v9.6L12.5 8z",
            Icon::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Icon::Undo => "M6 3.5 3 6.5l3 3M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7",
            Icon::Redo => "m10 3.5 3 3-3 3M13 6.5H6.5a3.5 3.5 0 0 0 0 7H9",
            Icon::Settings => "M2 4.5h12M2 11.5h12M6 2.5v4M10.5 9.5v4",
            Icon::Events => "M1.5 8h13M3.5 5v6M6.5 6.5v3M9.5 6.5v3M12.5 5v6",
            Icon::Lock => "M3 7h10v7H3zM5.25 7V5a2.75 2.75 0 0 1 5.5 0v2",
            Icon::Twist => "m5.5 3.5 5 4.5-5 4.5",
            Icon::Check => "m3 8.5 3.5 3.5L13 4.5",
            Icon::Warning => "M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1",
        }
    }

    /// The part that is filled.
    const fn solid(self) -> Option<&'static str> {
        match self {
            Icon::Play => Some("M5 3.2v9.6L12.5 8z"),
            Icon::Lock => Some("M3 7h10v7H3z"),
            _ => None,
        }
    }

    const fn size(self) -> &'static str {
        match self {
            Icon::Lock => "11",
            Icon::Twist => "10",
            _ => "16",
        }
    }
}

/// The drawing.
pub fn icon(icon: Icon) -> Html {
    html! {
        <svg width={icon.size()} height={icon.size()} viewBox="0 0 16 16" fill="none" stroke="currentColor"
            stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            if let Some(solid) = icon.solid() { <path d={solid} fill="currentColor" /> }
            <path d={icon.path()} />
        </svg>
    }
}
