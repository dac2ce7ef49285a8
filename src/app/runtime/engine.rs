//! The one engine that all apps share: raw, with chosen functions, every limit set.

use std::sync::LazyLock;

use rhai::{
    Engine, OptimizationLevel,
    packages::{
        ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
        BasicStringPackage, LogicPackage, MoreStringPackage, Package,
    },
};

use super::{library, limits, meter};

/// Words of the language that apps have no use for.
const WITHOUT: [&str; 5] = ["eval", "print", "debug", "import", "export"];

/// It keeps nothing of what it runs, so that one is enough for all.
pub(super) static ENGINE: LazyLock<Engine> = LazyLock::new(engine);

fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicFnPackage::new().register_into_engine(&mut engine);
    BasicMathPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    library::register(&mut engine);
    for word in WITHOUT {
        engine.disable_symbol(word);
    }
    // `/` is ours; with fast operators the language would not ask for it.
    engine.set_fast_operators(false);
    engine.set_optimization_level(OptimizationLevel::Simple);
    engine.set_max_call_levels(limits::CALL_LEVELS_MAX);
    engine.set_max_expr_depths(limits::EXPRESSION_DEPTH_MAX, limits::EXPRESSION_DEPTH_MAX);
    // Rhai adds up all texts within a list; how long a single one may be is checked when it is kept.
    engine.set_max_string_size(limits::APP_BYTES_MAX);
    engine.set_max_array_size(limits::LIST_ITEMS_MAX);
    engine.set_max_map_size(limits::LIST_ITEMS_MAX);
    engine.on_progress(|_| meter::count().map(|stopped| stopped.as_str().into()));
    engine
}
