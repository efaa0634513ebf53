//! Counts what the core costs: `ikelab-fuel path/to/ikelab_bare.wasm [PART OF A NAME]`.
//!
//! The module runs in an interpreter that counts the instructions, which is called fuel, and that gives it 256 MB. What costs in
//! proportion to its input takes twice as much for one that is twice as large; here it may take 2.2 times as much.

mod machine;

use std::process::ExitCode;

use machine::{Machine, Ran};

/// How much more fuel an input may take that is twice as large.
const MOST: f64 = 2.2;
/// Fuel that a browser burns in two seconds.
const LIMIT: u64 = 24_000_000_000;

/// What does not hold yet, by the beginnings of names: each typed line leaves a configuration of its own, the search for a
/// remedy runs each on the whole of two configurations, and what a value comes from is looked for in the whole run. When one of
/// them holds, it has to go from here.
const OWED: &[&str] = &[
    "typed: ",
    "where the last value comes from: many exchanges",
    "at the limit: examination: ",
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("which module?");
        return ExitCode::FAILURE;
    };
    let part = arguments.next().unwrap_or_default();
    match measure(&path, &part) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            eprintln!("{failed} kinds of input do not cost what they should");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures the costs with this part of a name; how many of them are not as they should be.
fn measure(path: &str, part: &str) -> Result<usize, String> {
    let module = std::fs::read(path).map_err(|error| error.to_string())?;
    let machine = Machine::new(&module)?;
    let mut failed = 0;
    let mut holds = [true; OWED.len()];
    println!("{:>8} {:>9} {:>9} {:>6}  input", "n", "fuel/1000", "memory/KB", "2n/n");
    for (place, cost) in (0..).zip(machine.costs()?) {
        if !cost.name.contains(part) {
            continue;
        }
        let is_well = if cost.size == 0 {
            at_the_limit(&cost.name, machine.run(place, 0))
        } else {
            let once = machine.run(place, cost.size);
            report(&cost.name, cost.size, once, machine.run(place, 2 * cost.size))
        };
        match OWED.iter().position(|owed| cost.name.starts_with(owed)) {
            Some(owed) => holds[owed] &= is_well,
            None => failed += usize::from(!is_well),
        }
    }
    for (owed, _) in OWED.iter().zip(holds).filter(|(_, holds)| *holds && part.is_empty()) {
        println!("{owed} holds, and is not owed any more: FAILED");
        failed += 1;
    }
    Ok(failed)
}

fn at_the_limit(name: &str, ran: Result<Ran, String>) -> bool {
    let (fuel, memory, word) = match ran {
        Ok(ran) if ran.fuel > LIMIT => (ran.fuel, ran.memory, ": FAILED: it takes too long".to_owned()),
        Ok(ran) => (ran.fuel, ran.memory, String::new()),
        Err(error) => (0, 0, format!(": FAILED: {error}")),
    };
    println!(
        "{:>8} {:>9} {:>9} {:>6}  {name}{word}",
        "",
        fuel / 1000,
        memory / 1024,
        ""
    );
    word.is_empty()
}

fn report(name: &str, size: u32, once: Result<Ran, String>, twice: Result<Ran, String>) -> bool {
    let (once, twice) = match (once, twice) {
        (Ok(once), Ok(twice)) => (once, twice),
        (Err(error), _) | (_, Err(error)) => {
            println!("{size:>8} {:>9} {:>9} {:>6}  {name}: FAILED: {error}", "", "", "");
            return false;
        }
    };
    let ratio = twice.fuel as f64 / once.fuel as f64;
    let is_in_proportion = ratio <= MOST;
    let word = if is_in_proportion { "" } else { ": FAILED" };
    let (fuel, memory) = (twice.fuel / 1000, twice.memory / 1024);
    println!("{:>8} {fuel:>9} {memory:>9} {ratio:>6.2}  {name}{word}", 2 * size);
    is_in_proportion
}
