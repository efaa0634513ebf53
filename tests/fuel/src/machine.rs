//! The module in an interpreter.

use wasmi::{Config, Engine, Error, Instance, Linker, Memory, Module, Store, StoreLimits, StoreLimitsBuilder};

/// Bytes of memory that the module gets.
const MEMORY: usize = 256 << 20;
/// Fuel for one call: more than any may need.
const FUEL: u64 = 60_000_000_000;

/// The module, translated.
pub struct Machine {
    engine: Engine,
    module: Module,
}

/// A kind of input, as the module lists it.
pub struct Cost {
    /// What it is.
    pub name: String,
    /// The size in which it is measured first.
    pub size: u32,
}

/// What a call took.
#[derive(Clone, Copy)]
pub struct Ran {
    /// Fuel.
    pub fuel: u64,
    /// Bytes of memory that the module had at the end, its input among them.
    pub memory: usize,
}

/// The module with memory of its own.
struct Started {
    store: Store<StoreLimits>,
    instance: Instance,
    memory: Memory,
}

impl Machine {
    /// Reads a module.
    pub fn new(module: &[u8]) -> Result<Machine, String> {
        let mut config = Config::default();
        config.consume_fuel(true);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, module).map_err(words)?;
        Ok(Machine { engine, module })
    }

    /// The kinds of input, by their places.
    pub fn costs(&self) -> Result<Vec<Cost>, String> {
        let mut started = self.start().map_err(words)?;
        let costs = started.instance.get_typed_func::<(), u32>(&started.store, "costs");
        let costs = costs.map_err(words)?;
        let address = costs.call(&mut started.store, ()).map_err(words)?;
        let text = started.memory.data(&started.store)[address as usize..].split(|byte| *byte == 0);
        let text = String::from_utf8_lossy(text.into_iter().next().unwrap_or_default()).into_owned();
        let cost = |line: &str| {
            let (name, size) = line.split_once('\t')?;
            let (name, size) = (name.to_owned(), size.parse().ok()?);
            Some(Cost { name, size })
        };
        text.lines()
            .map(|line| cost(line).ok_or_else(|| line.to_owned()))
            .collect()
    }

    /// Makes an input and does what is to be done with it: what that took. It must come to something.
    pub fn run(&self, place: u32, size: u32) -> Result<Ran, String> {
        let mut started = self.start().map_err(words)?;
        let (instance, store) = (started.instance, &mut started.store);
        let prepare = instance.get_typed_func::<(u32, u32), ()>(&*store, "prepare");
        prepare
            .and_then(|it| it.call(&mut *store, (place, size)))
            .map_err(|error| format!("its input: {error}"))?;
        let work = instance.get_typed_func::<(), u32>(&*store, "work").map_err(words)?;
        store.set_fuel(FUEL).map_err(words)?;
        let came_of_it = work.call(&mut *store, ()).map_err(words)?;
        if came_of_it == 0 {
            return Err("nothing came of it".to_owned());
        }
        let fuel = FUEL - store.get_fuel().map_err(words)?;
        let memory = started.memory.data(&started.store).len();
        Ok(Ran { fuel, memory })
    }

    fn start(&self) -> Result<Started, Error> {
        let limits = StoreLimitsBuilder::new().memory_size(MEMORY).build();
        let mut store = Store::new(&self.engine, limits);
        store.limiter(|limits| limits);
        store.set_fuel(FUEL)?;
        let instance = Linker::new(&self.engine).instantiate_and_start(&mut store, &self.module)?;
        let memory = instance.get_memory(&store, "memory");
        let memory = memory.ok_or_else(|| Error::new("the module has no memory"))?;
        Ok(Started {
            store,
            instance,
            memory,
        })
    }
}

fn words(error: Error) -> String {
    error.to_string()
}
