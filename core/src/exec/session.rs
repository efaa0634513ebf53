//! Commands about the console itself and what it saves.

use alloc::format;

use super::command::{Exec, Moment, command};
use super::words::field;
use crate::effects::Effects;
use crate::event::ConsoleEvent;
use crate::ios::config_event::Words;
use crate::ios::console::ConsoleMode;
use crate::ios::exec::ExecLine;
use crate::ios::grammar::{Part, Token, arg};
use crate::ios::mode::Mode;
use crate::router::Router;

pub(super) static ROWS: [Exec; 13] = [
    command("configure terminal", "From here", &[])
        .does(|router, _, effects| change_mode(router, ConsoleMode::Config(Mode::Global), effects))
        .prints(|_, _| field("Enter configuration commands, one per line.  End with CNTL/Z.")),
    command("enable", "Become privileged", &[])
        .does(enable)
        .for_all()
        .modelled("no password is asked for"),
    command("disable", "Give up privileges", &[]).does(disable).for_all(),
    command("exit", "Leave the console", &[])
        .does(disable)
        .prints(left)
        .for_all()
        .modelled("nobody logs in again"),
    command("logout", "Leave the console", &[])
        .does(disable)
        .prints(left)
        .for_all()
        .modelled("nobody logs in again"),
    command("terminal length", "Lines on a screen", NUMBER).for_all(),
    command("terminal monitor", "Show records here", &[])
        .prints(|_, _| field("% Console already monitors"))
        .for_all(),
    command("terminal no monitor", "Show records here", &[]).for_all(),
    command("terminal width", "Characters on a line", NUMBER).for_all(),
    save("write", "Save the configuration"),
    save("write memory", "For the next start"),
    save("copy running-config startup-config", "What the router starts with"),
    command("reload", "Switch off and on", &[])
        .does(|router, _, effects| router.reload(effects))
        .prints(|_, _| field("Proceed with reload? [confirm]"))
        .modelled("no question is asked; twenty seconds; what was not written is gone, and so are debugs and SAs"),
];

const NUMBER: &[Part] = &[arg(Token::Number(0, 512), "How many")];

const fn save(path: &'static str, help: &'static str) -> Exec {
    command(path, help, &[])
        .does(|_, _, effects| effects.console(ConsoleEvent::Saved))
        .prints(|_, _| field("Building configuration...\n[OK]"))
        .modelled("no question is asked")
}

/// The next line is typed elsewhere.
pub(super) fn change_mode(router: &mut Router, mode: ConsoleMode, effects: &mut Effects<'_>) {
    if router.status().console.mode != mode {
        effects.console(ConsoleEvent::ModeChanged(mode));
    }
}

/// Behind `do`, where one is privileged already, it changes nothing.
fn enable(router: &mut Router, _: &ExecLine, effects: &mut Effects<'_>) {
    if router.status().console.mode == ConsoleMode::User {
        change_mode(router, ConsoleMode::Privileged, effects);
    }
}

fn disable(router: &mut Router, _: &ExecLine, effects: &mut Effects<'_>) {
    change_mode(router, ConsoleMode::User, effects);
}

fn left(_: &ExecLine, moment: &Moment<'_>) -> Words {
    field(format!(
        "\n\n{} con0 is now available\n\n\n\nPress RETURN to get started.\n",
        moment.status.console.config.hostname
    ))
}
